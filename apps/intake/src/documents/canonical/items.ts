import type { SourceLine } from '#formats/reading.ts';
import type { SenderProfile } from '../senders/profile.ts';
import { type Notes, refuse, taken } from './notes.ts';

/** What a line orders, as our catalog calls it. */
export interface OrderedItem {
  readonly sku: string;
  readonly kind?: 'initial' | 'renewal';
  readonly termMonths?: number;
  /** How many licenses one of the sender's items is. */
  readonly times: number;
}

/** UNKNOWN_ITEM: of the ids of a line, by the order that the profile wants, the first that it translates. */
export function itemOf(notes: Notes, line: SourceLine, profile: SenderProfile, path: string): OrderedItem | undefined {
  const { skuFrom, skus } = profile;
  const ids: SourceLine['items'][number][] = [];
  for (const wanted of skuFrom) for (const item of line.items) if (item.by === wanted) ids.push(item);
  for (const { id } of ids) {
    const entry = Object.hasOwn(skus, id.value) ? skus[id.value] : undefined;
    if (entry) return taken(notes, `${path}.sku`, { value: entry, at: id.at });
  }
  const passes = profile.unknownSkus ?? (Object.keys(skus).length === 0 ? 'pass-through' : 'refuse');
  const own = ids.find(({ by }) => by === 'seller');
  if (passes === 'pass-through' && own) {
    return taken(notes, `${path}.sku`, { value: { sku: own.id.value, times: 1 }, at: own.id.at });
  }
  const seen = line.items.map(({ by, id }) => `${by} ${id.value}`).join(', ');
  return refuse(
    notes,
    {
      code: 'UNKNOWN_ITEM',
      path: `${path}.sku`,
      value: line.items[0]?.id.value ?? line.name?.value.slice(0, 80),
      message: `nothing is known of item ${seen || (line.name?.value.slice(0, 80) ?? 'without an id')}; looked at ${skuFrom.join(', ')}`,
      actual: seen || undefined,
      remedy: 'have the item entered in the profile of the sender, under skus, or its line under ignore',
    },
    line.items[0]?.id.at ?? line.at,
  );
}

/** Whether a line is no license: a pattern of the profile fits one of its ids, or its name. */
export function isIgnored({ items, name }: SourceLine, { ignore }: SenderProfile): boolean {
  if (ignore.length === 0) return false;
  const texts = [...items.map(({ id }) => id.value), ...(name ? [name.value] : [])];
  return ignore.some((pattern) => {
    const escaped = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const fits = new RegExp(`^${escaped.join('[^]*')}$`, 'i');
    return texts.some((text) => fits.test(text));
  });
}
