/**
 * A figure counts only when the work behind it was done.
 * @throws Error that says what is missing
 */
export function expectSame(what: string, actual: number | string | undefined, wanted: number): void {
  if (Number(actual) !== wanted) throw new Error(`${what}: ${actual}, but there should be ${wanted}`);
}
