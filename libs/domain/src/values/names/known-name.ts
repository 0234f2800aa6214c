/** Names that people write in many ways and that are one: case, blanks and hyphens make no other name (T6). */

/** What all spellings of a name have in common. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Pd}_]+/gu, '');
}

/** How a name is written that is known; undefined where it is not. */
export function spelled(name: string, known: readonly string[]): string | undefined {
  return known.includes(name) ? name : known.find((other) => plainName(other) === plainName(name));
}

/**
 * What is said of a device type, or else of its family: `MX` speaks for `MX67` where nothing speaks for that itself. Undefined where
 * nothing is said of either.
 */
export function byDeviceType<Value>(
  said: Readonly<Record<string, Value>> | undefined,
  deviceType: string,
): Value | undefined {
  const plain = plainName(deviceType);
  const names = Object.keys(said ?? {}).filter((name) => name !== '*' && plain.startsWith(plainName(name)));
  const [nearest] = names.sort((a, b) => plainName(b).length - plainName(a).length);
  return nearest === undefined ? undefined : said?.[nearest];
}
