import type { SourceReading } from '#formats/reading.ts';

/** The key of all orders together: what changed is to be listed. No order has it. */
export const listKey = '*';

/** An order that is to be read, by its key in its sender's system. */
export interface AskedLookup {
  readonly key: string;
  readonly isDeleted: boolean;
}

/** What readings of keys ask to be read, each key once. */
export function askedLookups(readings: readonly SourceReading[]): readonly AskedLookup[] {
  const asked = new Map<string, AskedLookup>();
  for (const { format, id, kept = {} } of readings) {
    const isList = format === 'business-central' && kept.changeType === 'collection';
    const key = isList ? listKey : id.value;
    const isDeleted = kept.changeType === 'deleted' || /\.SalesOrder\.Deleted\./i.test(kept.type ?? '');
    asked.set(key, { key, isDeleted: isDeleted || asked.get(key)?.isDeleted === true });
  }
  return [...asked.values()];
}
