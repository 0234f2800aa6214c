/** Runs one statement with bound parameters (`$1`, `$2`, …) in the transaction at hand and answers its rows. */
export type Sql = <Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]) => Promise<Row[]>;
