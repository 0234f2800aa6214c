/**
 * What a failed batch says about its cause. PostgreSQL's codes: https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
export type FailureKind =
  /** The same again may well succeed at once: a deadlock, a clash on something drawn by chance. */
  | 'conflict'
  /** The database is away or full: nothing is wrong with the message, it has to wait. */
  | 'unavailable'
  /** The message or our code: the same again would fail again. */
  | 'message';

const conflicts = new Set(['40001', '40P01', '23505', '23P01']);
// Classes: connection, authorization, no such database, resources, operator intervention, system errors.
const unavailableClasses = new Set(['08', '28', '3D', '53', '57', '58']);
// What node reports of sockets and names; a server that only reads; a session ended for its idleness.
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  '25006',
  '25P03',
  '25P04',
]);
const lostConnection =
  /connection terminated|connection ended|timeout exceeded when trying to connect|client has encountered|client was closed|after calling end on the pool|driver has already been destroyed/i;

/** Tells what kind of failure an error of a transaction is. */
export function failureKind(error: unknown): FailureKind {
  const code = codeOf(error);
  if (code !== undefined && conflicts.has(code)) return 'conflict';
  if (code !== undefined && (unavailableCodes.has(code) || unavailableClasses.has(code.slice(0, 2))))
    return 'unavailable';
  if (error instanceof Error && lostConnection.test(error.message)) return 'unavailable';
  return 'message';
}

/**
 * What an error says, with PostgreSQL's code, which is the same in every language that a server speaks, and the function in the database
 * that raised it: whose it is, its name says.
 */
export function withSqlState(error: unknown): string {
  const [code, { message }] = [codeOf(error), error as Error];
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return message;
  // Other lines of it can have values in them.
  const raised = /^PL\/\S+ function .*/.exec(saidOf(error, 'where') ?? '')?.[0];
  return `${message} (SQLSTATE ${code}${raised === undefined ? '' : `, ${raised}`})`;
}

const codeOf = (error: unknown) => saidOf(error, 'code');

/** What an error, or the one that it comes of, has under this name. */
function saidOf(error: unknown, name: 'code' | 'where'): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause ?? (at as { previous?: unknown }).previous) {
    const said = (at as { code?: unknown; where?: unknown })[name];
    if (typeof said === 'string') return said;
  }
  return undefined;
}
