import type { Sql } from './sql.ts';

/** Tells whoever listens on the service's channel, once the transaction at hand has committed. */
export async function notify(sql: Sql, schema: string, what: string): Promise<void> {
  await sql('select pg_notify($1, $2)', [channelOf(schema), what]);
}

/** The notification channel of a service. */
export function channelOf(schema: string): string {
  return `seatwright_${schema}`;
}
