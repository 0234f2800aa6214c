import OffsetManager from 'kafkajs/src/consumer/offsetManager/index.js';

/**
 * kafkajs commits offsets with the broker that it knew as the group's coordinator when it joined. When another one takes over, as at the
 * failover or the restart of a broker, it asks the first one again and again for as long as retries last: with ours, for ever. So whoever
 * is told that this is not the coordinator asks who is.
 */
const commitOffsets = OffsetManager.prototype.commitOffsets;

OffsetManager.prototype.commitOffsets = async function commitWithCoordinator(offsets): Promise<void> {
  try {
    await commitOffsets.call(this, offsets);
  } catch (error) {
    if ((error as { type?: string }).type === 'NOT_COORDINATOR_FOR_GROUP')
      this.coordinator = await this.cluster.findGroupCoordinator({ groupId: this.groupId });
    throw error;
  }
};
