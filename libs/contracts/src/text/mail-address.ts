/**
 * E-mail addresses (O13): one mailbox has one spelling. The domain is written as A-label (`xn--mller-kva.example`), which every mail
 * server takes, the name before it composed (NFC). In which case the name is written matters to its own server alone.
 */

const unquoted = '\\s\\u0000-\\u001f\\u007f-\\u009f"(),:;<>@\\[\\\\\\]';
// `%` and `!` in a name ask a server to pass the mail on to another one.
const special = `${unquoted}.%!`;
const unseenInNames = '\\p{Cf}\\p{Default_Ignorable_Code_Point}\\u2028\\u2029\\u2800';
const unseenPublished =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164' +
  '\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb';

function patternWithout(unseen: string): string {
  const atom = `[^${special}${unseen}]+`;
  const label = `[^${special}${unseen}\\-/?#](?:[^${special}${unseen}/?#]{0,61}[^${special}${unseen}\\-/?#])?`;
  return `^(?=[^@]{1,64}@)${atom}(?:\\.${atom})*@${label}(?:\\.${label})+$`;
}

/** An address that a mail can go to: a name without empty parts, at a domain of at least two labels; nothing invisible in it. */
export const addressForm = {
  checked: new RegExp(patternWithout(unseenInNames), 'u'),
  published: patternWithout(unseenPublished),
};

/** As it was written before there was one schema: what was kept then can be read and removed. */
export const recordedAddressForm = new RegExp(`^[^${unquoted}]{1,64}@[^${unquoted}]{1,189}$`, 'u');

// Labels of letters, digits and hyphens; the last is no number, which would be an IP address.
const hostname = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The address with its domain as A-label; as it came where the domain cannot be written so. */
export function withAsciiDomain(address: string): string {
  const composed = address.normalize('NFC');
  const at = composed.lastIndexOf('@');
  const domain = asciiDomain(composed.slice(at + 1));
  return at < 1 || domain === undefined ? composed : `${composed.slice(0, at)}@${domain}`;
}

/** Whether the domain, written as A-label, is one that the DNS can have. */
export function hasMailDomain(address: string): boolean {
  const domain = asciiDomain(address.slice(address.lastIndexOf('@') + 1));
  return domain !== undefined && domain.length <= 253 && hostname.test(domain);
}

/** What all spellings of one mailbox have in common: for comparing, and as the name of a person who signs in. */
export function mailboxOf(address: string): string {
  return withAsciiDomain(address.trim()).toLowerCase();
}

/** Each mailbox once, as it was written first. */
export function distinctMailboxes(addresses: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const address of addresses) if (!first.has(mailboxOf(address))) first.set(mailboxOf(address), address);
  return [...first.values()];
}

// Nearly all domains are written in ASCII already.
const plainDomain = /^[A-Za-z0-9._-]+$/;

function asciiDomain(domain: string): string | undefined {
  if (plainDomain.test(domain) && !/(?:^|\.)xn--/i.test(domain)) return domain.toLowerCase();
  if (/[/?#@:\\%[\]\s]/.test(domain)) return undefined;
  return URL.parse(`http://${domain}`)?.hostname || undefined;
}
