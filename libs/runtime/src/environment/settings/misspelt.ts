import { editDistance, foldedName } from '#contracts/text/nearest-name.ts';

/**
 * Names in the environment that are no settings, but look like one that is not there: what is wrong with each, in words. A setting that
 * is there, even set to nothing, was not forgotten: then the other name is meant for something else.
 */
export function misspelt(variables: Readonly<Record<string, string | undefined>>, known: readonly string[]): string[] {
  const absent = known.filter((name) => variables[name] === undefined);
  return Object.keys(variables)
    .filter((name) => variables[name] !== undefined && !known.includes(name))
    .flatMap((name) => {
      const meant = absent.find((setting) => areNear(name, setting));
      if (meant === undefined) return [];
      const otherwise = `where ${name} is meant for something else, set ${meant} as well, or to nothing`;
      return [`${name} is no setting; did you mean ${meant}? Rename it; ${otherwise}`];
    });
}

/** Whether two names are taken for one: two letters differ in long ones, one in short ones, none in the shortest. */
export function areNear(one: string, other: string): boolean {
  const letters = foldedName(other).length;
  const most = letters >= 10 ? 2 : letters >= 7 ? 1 : -1;
  return Math.abs(one.length - other.length) <= 4 && editDistance(foldedName(one), foldedName(other)) <= most;
}
