import type { ConnectionPool, PoolClient } from './connection-pool.ts';

/** Of COPY's binary format: what stands before the first row, and each row's count of columns and length of its only one. */
const [headerBytes, countBytes, lengthBytes] = [19, 2, 4] as const;

/**
 * The rows of a statement whose only column is a text that is never null, as bytes in UTF-8. The driver makes a JavaScript string of
 * every other value; of a large export these are what a process grows by (R17). COPY takes no parameters: each `$1`, `$2`, … reads a
 * setting of the transaction.
 *
 * @throws Error where PostgreSQL refuses the statement
 */
export async function copiedTexts(
  pool: ConnectionPool,
  text: string,
  parameters: readonly unknown[],
): Promise<readonly Buffer[]> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query('begin read only');
    const settings = parameters.map((_, index) => `set_config('seatwright.copy_${index + 1}', $${index + 1}, true)`);
    await client.query(`select ${settings.join(', ')}`, [...parameters]);
    const copied = await copyOut(client, `copy (${withSettings(text, parameters)}) to stdout (format binary)`);
    await client.query('commit');
    isBroken = false;
    return rowsOf(copied);
  } finally {
    // A transaction that failed ends with its connection.
    client.release(isBroken);
  }
}

function withSettings(text: string, parameters: readonly unknown[]): string {
  return text.replaceAll(/\$(\d+)/g, (_, place: string) =>
    (parameters[Number(place) - 1] ?? null) === null ? 'null' : `current_setting('seatwright.copy_${place}')`,
  );
}

/** Runs a COPY as what the driver calls a submittable: it hands over messages of the protocol. */
function copyOut(client: PoolClient, text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let failure: Error | undefined;
    const nothing = () => undefined;
    client.query({
      submit: (connection: { query(text: string): void }) => connection.query(text),
      // A copy: the driver reads what comes next into the same memory.
      handleCopyData: ({ chunk }: { readonly chunk: Buffer }) => void chunks.push(Buffer.from(chunk)),
      handleError: (error: Error) => {
        failure = error;
        reject(error);
      },
      handleReadyForQuery: () => (failure ? reject(failure) : resolve(Buffer.concat(chunks))),
      callback: nothing,
      handleRowDescription: nothing,
      handleDataRow: nothing,
      handleCommandComplete: nothing,
      handleEmptyQuery: nothing,
      handlePortalSuspended: nothing,
      handleCopyInResponse: nothing,
    });
  });
}

function rowsOf(copied: Buffer): readonly Buffer[] {
  const rows: Buffer[] = [];
  for (let at = headerBytes; copied.readInt16BE(at) >= 0; ) {
    const start = at + countBytes + lengthBytes;
    at = start + copied.readInt32BE(at + countBytes);
    rows.push(copied.subarray(start, at));
  }
  return rows;
}
