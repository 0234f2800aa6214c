/** The name that differs in the fewest letters, when at most a third of them differ; case, hyphens and underscores aside. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(foldedName(name.slice(0, 100)), foldedName(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, candidate.length / 3))
    .sort((one, other) => one.distance - other.distance);
  return nearest?.candidate;
}

/** A name without what people get wrong most: case, hyphens and underscores. */
export function foldedName(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** How many letters have to be put in, taken out or changed, or neighbors be swapped (Levenshtein, Damerau). */
export function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let row = [...Array(other.length + 1).keys()];
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let column = 0; column < other.length; column++) {
      const changed = (row[column] ?? 0) + (letter === other[column] ? 0 : 1);
      const isSwapped = column > 0 && letter === other[column - 1] && one[index - 1] === other[column];
      const swapped = isSwapped ? (before[column - 1] ?? index) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(changed, swapped, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
