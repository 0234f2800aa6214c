import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readSettings, StartError } from '#runtime/environment/settings.ts';
import { withServiceDatabase } from '#runtime/postgres/command-database.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { verifyCertificate } from './documents/keys/certificate-signature.ts';
import { verifyLicenseKey } from './documents/keys/license-key.ts';
import { type KeyRing, keyRing, readPublicKeys } from './documents/keys/published-keys.ts';
import { loadRetiredKeys } from './documents/keys/signing-key.ts';
import { fulfillmentSettings } from './fulfillment.settings.ts';
import { fulfillmentTables } from './fulfillment.tables.ts';
import { fulfillmentMigrations } from './migrations/migrations.ts';

/** What a check of a file says, in words for whoever asked for it. */
export interface FileCheck {
  readonly ok: boolean;
  readonly report: string;
}

/** What `npm run verify -- KIND FILE` can check here. */
export type VerifiableKind = 'certificate' | 'license-key';

/** Where the keys of an installation are published. */
const publishedAt = '/.well-known/seatwright-keys';
const fetchMilliseconds = 15_000;

/** What was fulfilled: the SSRN of each by the entitlement's id (R8). */
export async function fulfilledEntitlements(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Map<string, string>> {
  const fulfillment = {
    schema: 'fulfillment',
    entities: [...messagingTables, ...fulfillmentTables],
    migrations: fulfillmentMigrations,
  };
  const rows = await withServiceDatabase(readSettings(variables), fulfillment, ({ sql }) =>
    sql<{ id: string; ssrn: string }>('select entitlement_id as id, ssrn from fulfillment.entitlement'),
  );
  return new Map(rows.map(({ id, ssrn }) => [id, ssrn]));
}

/**
 * `npm run verify -- certificate FILE [--keys FILE or address]`: prints what the check says.
 * @returns the exit code: 1 when a file is not genuine
 * @throws StartError when there is nothing to check, or no key to check with
 */
export async function verifyDocument(
  kind: VerifiableKind,
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<0 | 1> {
  const { files, keys } = readArgs(kind, args);
  const ring =
    keys === undefined
      ? keysBeside(readSettings(variables).of(fulfillmentSettings).signingKeyFile)
      : await keysFrom(keys);
  const checks = files.map((file) => verifyFile(kind, file, ring));
  for (const { report } of checks) console.log(report);
  return checks.every(({ ok }) => ok) ? 0 : 1;
}

/**
 * Checks a certificate or a license key file with nothing but the file and public keys (F7, F12).
 * @throws StartError when the file cannot be read
 */
export function verifyFile(kind: VerifiableKind, file: string, keys: KeyRing): FileCheck {
  const bytes = readOr(file, 'the file');
  return kind === 'certificate' ? checkCertificate(file, bytes, keys) : checkLicenseKey(file, bytes, keys);
}

/**
 * The signing key of this installation, of which either half will do, and those that it had before.
 * @throws StartError when there is none
 */
export function keysBeside(signingKeyFile: string): KeyRing {
  const hint = `a customer gives --keys https://…${publishedAt}`;
  const pem = readOr(signingKeyFile, `the signing key (DATA_DIR or SIGNING_KEY_FILE; ${hint})`);
  try {
    return keyRing([createPublicKey(pem), ...loadRetiredKeys(signingKeyFile)]);
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${signingKeyFile} holds no key in PEM: ${(error as Error).message}`);
  }
}

/**
 * The keys in a file, or at an address: of an installation, or of the set that it publishes.
 * @throws StartError when nothing comes from there, or no key
 */
export async function keysFrom(place: string): Promise<KeyRing> {
  const text = /^https?:\/\//.test(place) ? await fetched(place) : readOr(place, 'the file of keys').toString('utf8');
  try {
    return keyRing(readPublicKeys(text));
  } catch (error) {
    throw new StartError(`${place} is no set of keys: ${(error as Error).message}`);
  }
}

async function fetched(place: string): Promise<string> {
  try {
    const address = new URL(place);
    if (address.pathname === '/') address.pathname = publishedAt;
    const answer = await fetch(address, { signal: AbortSignal.timeout(fetchMilliseconds) });
    if (!answer.ok) throw new Error(`the answer is ${answer.status}`);
    return await answer.text();
  } catch (error) {
    // What fetch says of a network is in the cause.
    const { message, cause } = error as { message: string; cause?: { message: string } };
    throw new StartError(`keys cannot be had from ${place}: ${cause?.message ?? message}`);
  }
}

function readArgs(kind: VerifiableKind, args: readonly string[]): { files: string[]; keys?: string } {
  const usage = `usage: npm run verify -- ${kind} FILE [--keys FILE or address]`;
  try {
    const options = { keys: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length > 0) return { files: positionals, keys: values.keys };
  } catch (error) {
    throw new StartError(`${(error as Error).message.split('. ')[0]}; ${usage}`);
  }
  throw new StartError(usage);
}

function checkCertificate(file: string, bytes: Buffer, keys: KeyRing): FileCheck {
  const check = verifyCertificate(bytes, keys);
  return check.ok
    ? { ok: true, report: `${file}: genuine certificate of ${check.entitlementId}\nsha256:${check.digest}` }
    : { ok: false, report: `${file}: ${check.reason}` };
}

function checkLicenseKey(file: string, bytes: Buffer, keys: KeyRing): FileCheck {
  const check = verifyLicenseKey(bytes.toString('utf8'), keys);
  if (!check.ok) return { ok: false, report: `${file}: ${check.reason}` };
  const { entitlementId, quantity, sku, startsOn, endsOn } = check.facts;
  const term = endsOn === undefined ? `from ${startsOn}` : `from ${startsOn} through ${endsOn}`;
  const report = `${file}: genuine license key of ${entitlementId}: ${quantity} × ${sku}, ${term}\nsha256:${check.digest}`;
  return { ok: true, report };
}

function readOr(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StartError(`${what} cannot be read: ${(error as Error).message}`);
  }
}
