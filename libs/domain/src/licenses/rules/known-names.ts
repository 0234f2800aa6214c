import { spelled } from '#domain/values/names/known-name.ts';
import { type EditionOfProduct, ranksOf, unrankedEdition } from '#domain/values/names/ranked-editions.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Books } from '../books/books.ts';
import { type Programs, programFor } from '../books/program.ts';
import { asKnown, type KnownEditions, knownEditions, type Sold } from './editions.ts';

/**
 * T6: names of device types and editions, wherever they come in: over HTTP, over topics, with orders. What is told is written as it is
 * known; products make names known, and what nobody knows is refused.
 */

/** What a batch knows besides its books. */
export interface KnownNames {
  /** Device types and editions of the catalog. */
  readonly sold: readonly Sold[];
  /** Device types of what accounts hold. */
  readonly held: ReadonlyMap<string, readonly string[]>;
}

/** Nothing besides the books: they are complete. */
export const noNames: KnownNames = { sold: [], held: new Map() };

const mostNamed = 20;

/** Editions that programs rank and that the catalog has, what the batch itself published among them. */
export function editionsIn(books: Books, names: KnownNames, programs: Programs): KnownEditions {
  return knownEditions(programs, [...names.sold, ...books.products.values()]);
}

/** Device types that devices of an account are counted by: of the catalog, and of licenses that it holds. */
export function deviceTypesFor(books: Books, names: KnownNames, accountId: string): string[] {
  const lots = [...(books.holdings.get(accountId)?.keys() ?? [])].flatMap((lotId) => books.lots.get(lotId) ?? []);
  const known = [...names.sold, ...books.products.values(), ...lots].flatMap(({ deviceType }) => deviceType ?? []);
  return [...new Set([...known, ...(names.held.get(accountId) ?? [])])];
}

/** A product or the product of a license with its names as they are known; new ones stay as they are told. */
export function soldAsKnown<Facts extends Sold>(
  facts: Facts,
  books: Books,
  names: KnownNames,
  programs: Programs,
): Facts {
  const { deviceType, edition } = facts;
  if (deviceType === undefined) return facts;
  const known = editionsIn(books, names, programs);
  const ranked = known.map(([name]) => name).filter((name) => name !== '*');
  const type = spelled(deviceType, [...ranked, ...deviceTypesFor(books, names, '')]) ?? deviceType;
  if (edition === undefined) return { ...facts, deviceType: type };
  return { ...facts, deviceType: type, edition: Object.values(asKnown({ [type]: edition }, known))[0] ?? edition };
}

/** What stands against a product: an edition that its program does not rank, where it ranks those of the device type (K6). */
export function productViolations(product: EditionOfProduct, programs: Programs): Violation[] {
  return unrankedEdition(product, ranksOf(programFor(programs, product.program).rules));
}

/** What stands against a report of devices: a type that no product and no license of the account has. */
export function deviceTypeViolations(accountId: string, told: string, known: readonly string[]): Violation[] {
  if (spelled(told, known) !== undefined) return [];
  const named = known.length === 0 ? 'none is known' : known.slice(0, mostNamed).join(', ');
  return [
    {
      code: 'UNKNOWN_DEVICE_TYPE',
      path: 'deviceType',
      value: told,
      message: `${told} is no device type that a product or a license of ${accountId} has: ${named}`,
      limit: known.join(', '),
      actual: told,
      remedy: known.length === 0 ? 'publish the product first' : 'write one of them, or publish the product first',
    },
  ];
}

/** The warning on a report for a product that is in no catalog, and of which the account has no licenses: it counts for later ones. */
export function unknownProduct(accountId: string, sku: string): Violation {
  return {
    code: 'PRODUCT_UNKNOWN',
    path: 'sku',
    value: sku,
    message: `there is no product ${sku} in the catalog, and ${accountId} has no licenses of it; the devices are counted all the same`,
    actual: sku,
    remedy: 'correct the sku, or publish the product',
  };
}
