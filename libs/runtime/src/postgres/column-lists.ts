/**
 * A column of rows that are written together, a list for each: the type of what is in the list, what each row has there, and how the
 * column is read from it where that is not by its name.
 */
export type Column<Row> = readonly [type: string, of: (row: Row) => unknown, read?: string];

/** The parts of a statement that writes such rows, and its parameters. */
export interface ColumnLists<Row> {
  /** The columns of the table. */
  readonly names: string;
  /** What goes into them, of {@link rows}. */
  readonly read: string;
  /** What is selected from: the parameters from the first on as rows. */
  readonly rows: string;
  parametersOf(rows: readonly Row[]): unknown[][];
}

/** Says how rows are written, a list for each column: as one JSON they would be parsed as a whole and then once more for each column. */
export function columnLists<Row>(columns: Readonly<Record<string, Column<Row>>>): ColumnLists<Row> {
  const all = Object.entries(columns);
  const names = all.map(([name]) => name).join(', ');
  const lists = all.map(([, [type]], index) => `$${index + 1}::${type}[]`).join(', ');
  return {
    names,
    read: all.map(([name, [, , read = name]]) => read).join(', '),
    rows: `unnest(${lists}) as line (${names})`,
    parametersOf: (rows) => all.map(([, [, of]]) => rows.map(of)),
  };
}
