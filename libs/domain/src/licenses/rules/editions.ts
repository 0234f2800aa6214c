import { plainName, spelled } from '#domain/values/names/known-name.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Programs } from '../books/program.ts';

/**
 * Editions and device types as programs and the catalog know them (T6, K6). Case, blanks and hyphens make no other name: a name that
 * is told is written as it is known, and an edition that nobody knows is refused where people tell of it.
 */

/** What editions there are: by device type or its family, and under `*` for device types that nothing else speaks of. */
export type KnownEditions = readonly (readonly [deviceType: string, editions: readonly string[]])[];

/** What a product says of itself that has known names. */
export interface Sold {
  readonly deviceType?: string;
  readonly edition?: string;
}

/** What programs rank, and what of the catalog has an edition. */
export function knownEditions(programs: Programs, products: readonly Sold[] = []): KnownEditions {
  const sold = products.flatMap(({ deviceType, edition }) =>
    deviceType === undefined || edition === undefined ? [] : [[deviceType, [edition]] as const],
  );
  return [...rankedBy(programs), ...sold];
}

const ranked = new WeakMap<Programs, KnownEditions>();

/** The same for every license of the same programs. */
function rankedBy(programs: Programs): KnownEditions {
  const known = ranked.get(programs);
  if (known) return known;
  const editions = [...programs.values()].flatMap(({ rules }) =>
    rules.flatMap(({ ranks }) => Object.entries((ranks ?? {}) as Record<string, readonly string[]>)),
  );
  ranked.set(programs, editions);
  return editions;
}

/** Editions by device type as they are known; what is not known stays as it was told. */
export function asKnown(
  told: Readonly<Record<string, string>>,
  known: KnownEditions,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(told).map(([deviceType, edition]) => [
      spelled(
        deviceType,
        known.map(([name]) => name),
      ) ?? deviceType,
      spelled(edition, editionsFor(deviceType, known)) ?? edition,
    ]),
  );
}

/**
 * T6: what stands against editions that are told: one that nobody knows for its device type, a device type told twice. What stood
 * there before may stay: a change of something else is not refused for it.
 */
export function editionViolations(
  told: Readonly<Record<string, string>>,
  known: KnownEditions,
  before: Readonly<Record<string, string>> = {},
): Violation[] {
  const types = Object.keys(told);
  return Object.entries(told).flatMap(([deviceType, edition], index): Violation[] => {
    const path = `editions.${deviceType}`;
    const twin = types.slice(0, index).find((other) => plainName(other) === plainName(deviceType));
    if (twin !== undefined) {
      const message = `${twin} and ${deviceType} are one device type`;
      return [{ code: 'DEVICE_TYPE_TWICE', path, value: deviceType, message, remedy: 'name it once' }];
    }
    if (before[deviceType] === edition) return [];
    const editions = [...new Set(editionsFor(deviceType, known))];
    if (spelled(edition, editions) !== undefined) return [];
    return [
      {
        code: 'UNKNOWN_EDITION',
        path,
        value: edition,
        message: `${edition} is no edition that is known for ${deviceType}: ${editions.join(', ') || 'none is'}`,
        limit: editions.join(', '),
        actual: edition,
        remedy:
          editions.length === 0
            ? 'publish a product of that edition first'
            : `write one of ${editions.join(', ')}, or publish a product of that edition first`,
      },
    ];
  });
}

/** Of its own name and families, and of the models of a family; what is said under `*` where no program ranks it. */
function editionsFor(deviceType: string, known: KnownEditions): string[] {
  const plain = plainName(deviceType);
  const own = known.filter(([name]) => {
    const other = plainName(name);
    return name !== '*' && (plain.startsWith(other) || other.startsWith(plain));
  });
  // A list of several is a program's ranking.
  const isRanked = own.some(([, editions]) => editions.length > 1);
  const others = isRanked ? [] : known.filter(([name]) => name === '*');
  return [...own, ...others].flatMap(([, editions]) => editions);
}
