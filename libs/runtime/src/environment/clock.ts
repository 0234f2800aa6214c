import type { Settings } from './settings.ts';

/**
 * The clock of a process, which everything reads that decides or dates something. With `NOW` it starts there and goes on from
 * then (I13). Tokens and leases go by the machine's own clock.
 *
 * @param startedAt when the process started, in milliseconds by the machine's clock
 */
export function clockOf({ now }: Pick<Settings, 'now'>, startedAt = Date.now()): () => Date {
  if (now === undefined) return () => new Date();
  const ahead = Date.parse(now) - startedAt;
  return () => new Date(Date.now() + ahead);
}
