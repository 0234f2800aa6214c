import type { Admin } from 'kafkajs';
import { maximumBytes } from '#contracts/cloud-event.ts';
import { topics } from '#contracts/topics.ts';
import type { Log } from '#runtime/environment/log.ts';

/** Of a topic that had to be created: as many processes of a group can share it. */
const partitions = 6;

/** A fresh broker has no topics. Where only an administrator may create them, they have to be there. */
export async function createMissingTopics(admin: Admin, log: Log): Promise<void> {
  try {
    const existing = new Set(await admin.listTopics());
    const missing = Object.keys(topics).filter((topic) => !existing.has(topic));
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic,
        numPartitions: partitions,
        configEntries: [{ name: 'max.message.bytes', value: String(maximumBytes) }],
      })),
    });
  } catch (error) {
    // Another process was faster, or we may not: then the consumers wait until the topics are there.
    log.warn({ err: error }, 'topics were not created');
  }
}
