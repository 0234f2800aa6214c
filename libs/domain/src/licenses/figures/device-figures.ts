import type { CalendarDate } from '#domain/values/calendar.ts';
import { type Books, coverOn, inUseOf } from '../books/books.ts';
import { countedBySku, countedByType, type Lot } from '../books/lot.ts';
import type { Standing } from '../books/plan.ts';
import { standing } from './transferable.ts';

/** What an account has for one type of device, and of each product for it (P2). */
export interface DeviceFigures extends Standing {
  /** Absent: the product is for no type of device, and stands by itself. */
  readonly deviceType?: string;
  readonly products: readonly { readonly sku: string; readonly total: number; readonly inUse: number }[];
}

type Shown = DeviceFigures['products'][number];

/**
 * P2, L5, T14: what an account has by type of device, nothing counted twice: devices may be counted by product, by type or both
 * ways, and those of a type are as many as the larger of the two says. Devices that are counted by type alone stand with the
 * products for it, with each as many as it has licenses for and the rest with the last: so figures of products add up as well.
 *
 * @param products those that the account has or has devices of
 * @param types those that it has devices of
 */
export function deviceFigures(
  books: Books,
  accountId: string,
  products: readonly Pick<Lot, 'sku' | 'deviceType'>[],
  types: readonly string[],
  day: CalendarDate,
): DeviceFigures[] {
  const shown = ({ sku }: Pick<Lot, 'sku'>) => {
    const counted = countedBySku(sku);
    return { sku, total: coverOn(books, accountId, counted, day), inUse: inUseOf(books, accountId, counted) };
  };
  const typed = Map.groupBy(products, ({ deviceType }) => deviceType);
  const known = [...new Set([...types, ...products.flatMap(({ deviceType }) => deviceType ?? [])])].sort();
  return [
    ...known.map((deviceType) => {
      const of = (typed.get(deviceType) ?? []).map(shown);
      const counted = countedByType(deviceType);
      const bySku = of.reduce((sum, { inUse }) => sum + inUse, 0);
      const inUse = Math.max(inUseOf(books, accountId, counted), bySku);
      const total = coverOn(books, accountId, counted, day);
      return { deviceType, ...standing(total, inUse), products: withDevices(of, inUse - bySku) };
    }),
    ...(typed.get(undefined) ?? []).map((product) => {
      const { total, inUse } = shown(product);
      return { ...standing(total, inUse), products: [shown(product)] };
    }),
  ];
}

/** Products for a type with so many more of its devices. */
function withDevices(products: readonly Shown[], more: number): Shown[] {
  let left = more;
  return products.map(({ sku, total, inUse }, index) => {
    const free = Math.max(0, total - inUse);
    const taken = index === products.length - 1 ? left : Math.min(left, free);
    left -= taken;
    return { sku, total, inUse: inUse + taken };
  });
}
