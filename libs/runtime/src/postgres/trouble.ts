import { StartError } from '../environment/settings.ts';

const remedy =
  'raise max_connections of PostgreSQL, or lower DATABASE_CONNECTIONS, the most that each service of a process takes';

/** An error of a database that is not there, or lets nobody in, in words that a person can act on; any other as it is. */
export function databaseTrouble(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code === '53300') return new StartError(`${message}: ${remedy}`);
  const isAway = code === 'ECONNREFUSED' || code === 'ENOTFOUND' || /^(28|3D)/.test(code ?? '');
  return isAway ? new StartError(`the database at DATABASE_URL cannot be used: ${message}`) : error;
}
