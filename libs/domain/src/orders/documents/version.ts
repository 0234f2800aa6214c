/** Versions are compared as whole numbers where both are, else as text: instants and dates sort so. What has none is not older. */
export function isOlder(version: string | undefined, last: string | undefined): boolean {
  if (version === undefined || last === undefined) return false;
  const areNumbers = /^\d{1,30}$/.test(version) && /^\d{1,30}$/.test(last);
  return areNumbers ? BigInt(version) < BigInt(last) : version < last;
}
