import { appendFileSync, readFileSync, statSync } from 'node:fs';

/** Tokens of the local key that no longer count: a line of JSON for each, in a file beside that key. */
export interface Revocation {
  /** One token, by its id. */
  readonly token?: string;
  /** Everything that this person was given up to then. */
  readonly email?: string;
  /** RFC 3339. */
  readonly at: string;
}

/** What a token says of itself: `issuedAt` in seconds. */
export interface TokenFacts {
  readonly id?: string;
  readonly email: string;
  readonly issuedAt?: number;
}

const looksEveryMilliseconds = 1000;

/** Where the revocations of a key are. */
export function revocationsFile(keyFile: string): string {
  return `${keyFile}.revoked`;
}

/** Adds a revocation; every process that reads the file knows of it a second later. */
export function revoke(keyFile: string, revocation: Revocation): void {
  appendFileSync(revocationsFile(keyFile), `${JSON.stringify(revocation)}\n`, { mode: 0o600 });
}

/**
 * Tells of tokens whether they were revoked. The file is looked at once a second at most; one that is there and cannot be read is an
 * error, so that no token counts that should not.
 */
export function revocationsOf(keyFile: string): (token: TokenFacts) => boolean {
  let known = { version: '', tokens: new Set<string>(), until: new Map<string, number>() };
  let lookedAt = Number.NEGATIVE_INFINITY;
  return ({ id, email, issuedAt = 0 }) => {
    if (performance.now() - lookedAt > looksEveryMilliseconds) {
      const version = versionOf(revocationsFile(keyFile));
      if (version !== known.version) known = { version, ...read(revocationsFile(keyFile)) };
      lookedAt = performance.now();
    }
    return (id !== undefined && known.tokens.has(id)) || issuedAt <= (known.until.get(email) ?? -1);
  };
}

function versionOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs}/${stats.size}` : '';
}

function read(file: string) {
  const tokens = new Set<string>();
  const until = new Map<string, number>();
  const text = versionOf(file) === '' ? '' : readFileSync(file, 'utf8');
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const { token, email, at } = JSON.parse(line) as Revocation;
    if (token !== undefined) tokens.add(token);
    if (email !== undefined) until.set(email, Math.max(until.get(email) ?? 0, Math.floor(Date.parse(at) / 1000)));
  }
  return { tokens, until };
}
