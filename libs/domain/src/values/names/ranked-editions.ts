import type { Violation } from '#domain/values/violation.ts';
import { byDeviceType, spelled } from './known-name.ts';

/**
 * Which editions there are under a program (K6): the catalog refuses others where products are told of, and the ledger where they
 * arrive, because both ask here.
 */

/** The editions of device types, lowest first; under `*` those of all that are not named. */
export type EditionRanks = Readonly<Record<string, readonly string[]>>;

/** K6: the editions of the vendor's device types; security appliances have their own, all others have two. */
export const merakiRanks: EditionRanks = {
  MX: ['enterprise', 'advanced-security', 'sd-wan-plus'],
  '*': ['enterprise', 'advanced'],
};

/** The ranks of each program by its name. */
export type RankingPrograms = ReadonlyMap<string, readonly EditionRanks[]>;

/** The built-in programs that rank editions. */
export const builtInRanks: RankingPrograms = new Map([['meraki', [merakiRanks]]]);

/** What a program file ranks; undefined for what is no program, which is for its own reader to say. */
export function ranksInFile(content: unknown): readonly [name: string, ranks: readonly EditionRanks[]] | undefined {
  const { name, rules } = (content ?? {}) as { name?: unknown; rules?: unknown };
  if (typeof name !== 'string' || !Array.isArray(rules)) return undefined;
  return [name, ranksOf(rules)];
}

/** The ranks that a program's rules carry. */
export function ranksOf(rules: readonly unknown[]): EditionRanks[] {
  return rules.flatMap((rule) => {
    const ranks = (rule as { ranks?: EditionRanks } | null)?.ranks;
    return typeof ranks === 'object' && ranks !== null ? [ranks] : [];
  });
}

/** A product as far as its edition goes. */
export interface EditionOfProduct {
  readonly program: string;
  readonly deviceType?: string;
  readonly edition?: string;
}

/** What stands against a product: an edition that its program does not rank, where it ranks those of the device type (K6). */
export function unrankedEdition(
  { program, deviceType, edition }: EditionOfProduct,
  ofProgram: readonly EditionRanks[],
): Violation[] {
  if (deviceType === undefined || edition === undefined) return [];
  const ranks = ofProgram.flatMap((each) => byDeviceType(each, deviceType) ?? each['*'] ?? []);
  if (ranks.length === 0 || spelled(edition, ranks) !== undefined) return [];
  const known = ranks.join(', ');
  return [
    {
      code: 'UNKNOWN_EDITION',
      path: 'edition',
      value: edition,
      message: `${edition} is no edition that program ${program} ranks for ${deviceType}: it has ${known}`,
      limit: known,
      actual: edition,
      remedy: `write one of ${known}, or have it ranked in the program`,
    },
  ];
}
