import { type KeyObject, sign } from 'node:crypto';
import { wordingOf } from '#documents/languages/wording.ts';
import { cleanText } from '#documents/text.ts';
import { digestOf, type LicenseFacts, signableJson } from '../certificate/license-facts.ts';
import { termText } from '../certificate/license-text.ts';
import { otherKey, signedBy } from './certificate-signature.ts';
import { type KeyRing, keyIdOf, keyRing } from './published-keys.ts';

/** What a check of a license key file says. */
export type LicenseKeyCheck =
  | { readonly ok: true; readonly facts: LicenseFacts; readonly digest: string }
  | { readonly ok: false; readonly reason: string };

const begin = '-----BEGIN SEATWRIGHT LICENSE KEY-----';
const middle = '-----BEGIN SIGNATURE-----';
const end = '-----END SEATWRIGHT LICENSE KEY-----';

/**
 * A license key file (F6, F7): a part that people read, the facts that it licenses as base64 of canonical JSON, and an
 * Ed25519 signature over both. Lines end with LF. The part for people names the key (F12).
 */
export function signLicenseKey(facts: LicenseFacts, signingKey: KeyObject): string {
  const signed = `${begin}\n${headerOf(facts, keyIdOf(signingKey))}\n\n${wrapped(Buffer.from(signableJson(facts)).toString('base64'))}\n`;
  const signature = sign(null, Buffer.from(signed), signingKey).toString('base64');
  return `${signed}${middle}\n${wrapped(signature)}\n${end}\n`;
}

/**
 * Checks a license key file; says what differs where one was changed. Line ends and spaces around it do not matter.
 *
 * @param keys the public key, or those that it may be signed with: the file names its own (F12)
 */
export function verifyLicenseKey(text: string, keys: KeyObject | KeyRing): LicenseKeyCheck {
  const file = text.replace(/\r\n/g, '\n').trim();
  if (!file.startsWith(`${begin}\n`) || !file.endsWith(`\n${end}`)) return refused('this is not a license key file');
  const parts = file.slice(begin.length + 1, -(end.length + 1)).split(`\n${middle}\n`);
  const [header, payload, ...rest] = (parts[0] ?? '').split('\n\n');
  if (parts.length !== 2 || header === undefined || payload === undefined || rest.length > 0) {
    return refused('parts of the file are missing or doubled');
  }
  const facts = factsOf(payload);
  if (!facts) return refused('the licensed facts are damaged');
  const signature = Buffer.from((parts[1] ?? '').replace(/\n/g, ''), 'base64');
  if (wrapped(signature.toString('base64')) !== parts[1]) return refused('the signature is damaged');
  const keyId = keyIdIn(header);
  const difference = headerDifference(header, facts, keyId);
  if (difference) return refused(difference);
  const signed = `${begin}\n${header}\n\n${payload}\n`;
  const ring = 'type' in keys ? keyRing([keys]) : keys;
  if (!signedBy(ring, keyId, Buffer.from(signed), signature)) {
    const reason = 'the licensed facts were changed after signing, or were signed with another key';
    return refused(`${reason}${otherKey(ring, keyId)}`);
  }
  return { ok: true, facts, digest: digestOf(facts) };
}

function refused(reason: string): LicenseKeyCheck {
  return { ok: false, reason };
}

/** The id of the key in the part for people; files from before keys had ids name none. */
function keyIdIn(header: string): string | undefined {
  return /^Key-Id: ([\w-]{43})$/m.exec(header)?.[1];
}

// In English whatever its documents are written in: the part is compared line by line, and products read it.
const english = wordingOf('en');

function headerOf(facts: LicenseFacts, keyId: string | undefined): string {
  const customer = facts.accounts.find((account) => account.role === 'end-customer');
  const fields: [string, string | undefined][] = [
    ['Product', facts.name],
    ['SKU', facts.sku],
    ['Quantity', english.quantity(facts.quantity)],
    ['Term', termText(facts, english)],
    ['Starts', english.date(facts.startsOn)],
    ['Ends', facts.endsOn && english.date(facts.endsOn)],
    ['Grace-Ends', facts.graceEndsOn && english.date(facts.graceEndsOn)],
    ['Licensed-To', customer && namedAccount(customer)],
    ['Order', `${facts.orderNumber}, line ${facts.lineNumber}`],
    ['Purchase-Order', facts.purchaseOrder],
    ['Entitlement', facts.entitlementId],
    ['Activation-Code', facts.activationCode],
    ['SSRN', facts.ssrn],
    ['Key-Id', keyId],
    ['Digest', `sha256:${digestOf(facts)}`],
  ];
  return fields
    .flatMap(([name, value]) => (value ? [`${name}: ${cleanText(value, 400).replaceAll('\u00a0', ' ')}`] : []))
    .join('\n');
}

// The readable part follows from the facts, so a change in it can be named.
function headerDifference(header: string, facts: LicenseFacts, keyId: string | undefined): string | undefined {
  let expected: string;
  try {
    expected = headerOf(facts, keyId);
  } catch {
    return 'the licensed facts are incomplete';
  }
  if (header === expected) return undefined;
  const [actualLines, expectedLines] = [header.split('\n'), expected.split('\n')];
  const index = expectedLines.findIndex((line, position) => line !== actualLines[position]);
  const licensed = expectedLines[index];
  if (licensed === undefined) return `the line “${actualLines[expectedLines.length]}” was added`;
  return `the file says “${actualLines[index] ?? ''}”, but it licenses “${licensed}”`;
}

function factsOf(payload: string): LicenseFacts | undefined {
  const base64 = payload.replace(/\n/g, '');
  const bytes = Buffer.from(base64, 'base64');
  if (wrapped(bytes.toString('base64')) !== payload) return undefined;
  try {
    const facts = JSON.parse(bytes.toString('utf8')) as LicenseFacts;
    // Only the one spelling that was signed: it is what the digest is taken over.
    return signableJson(facts) === bytes.toString('utf8') && Array.isArray(facts.accounts) ? facts : undefined;
  } catch {
    return undefined;
  }
}

function wrapped(base64: string): string {
  return base64.match(/.{1,64}/g)?.join('\n') ?? '';
}

/** Where an order names no name, the id stands for it. */
function namedAccount({ name, accountId }: LicenseFacts['accounts'][number]): string {
  return name === accountId ? accountId : `${name} (${accountId})`;
}
