/**
 * What an SMTP exchange means for an address (F8, F9).
 * - `accepted`: the server has taken the mail and is responsible for it.
 * - `refused-for-good`: the server will never take it for this address; trying again is no use.
 * - `refused-for-now`: it asks to be tried again.
 * - `refused-us`: it does not take mail from us (password, relay, policy); only an operator can mend that, no address is to blame.
 * - `too-large`: the mail is larger than the server takes; the address may be all right.
 * - `unreachable`: it could not be asked, nothing was sent.
 * - `doubtful`: the mail was on its way when the connection went; whether it was taken nobody knows.
 */
export type SmtpVerdict =
  | 'accepted'
  | 'refused-for-good'
  | 'refused-for-now'
  | 'refused-us'
  | 'too-large'
  | 'unreachable'
  | 'doubtful';

/** The SMTP step that an answer was given to; `session` is all that comes before a mail: greeting, EHLO, STARTTLS, AUTH. */
export type SmtpStep = 'session' | 'MAIL FROM' | 'RCPT TO' | 'DATA';

/** A bad sequence, which is mostly a missing AUTH, and the codes about authentication (RFC 4954, 6). */
const authenticationCodes: readonly number[] = [503, 530, 534, 535, 538];

/** A mailbox or a domain (5.1, 5.2), save its bad sender; a list or recipient that few may write to (5.7.2, Exchange's 5.7.1xx); new owners (RFC 7293). */
const ofAddress = /^5\.([12]\.\d+|7\.(2|17|18|1\d\d))$/;

/** Bad sender (5.1.7, 5.1.8), and the sender's authentication, encryption, SPF, DKIM, DMARC, reverse DNS or network (RFC 7372). */
const ofSender = /^5\.(1\.[78]|7\.([3-9]|[1-9]\d|[2-9]\d\d))$/;

const relayWords =
  /(?<![\w.-])relay(ing|ed)?\b(?![.-]\w)|\bauthenticat(e|ed|ion)\b|\bclient host\b|\bsender (address )?rejected\b/i;
const policyWords = /\bpolic(y|ies)\b|\b(block|black|deny) ?list(ed)?\b|\bblocked\b/i;

/**
 * Judges an answer by the step that it was given to, its code and its text, the enhanced code (RFC 3463) in it; no code: the
 * connection failed or timed out at that step. `response` is what the server said, from its code on.
 *
 * A 5xx is for good only when it is about the address or the content. Before RCPT TO the server has not heard of an address, so
 * that all but the size (RFC 1870) is about us. Many servers put that off until RCPT TO: then the codes and words tell.
 * A 552 to RCPT TO means too many recipients and is for now (RFC 5321, 4.5.3.1.10).
 */
export function smtpVerdict(step: SmtpStep, code: number | undefined, response = ''): SmtpVerdict {
  if (code === undefined) return step === 'DATA' ? 'doubtful' : 'unreachable';
  if (code >= 200 && code < 300) return 'accepted';
  if (code < 500) return 'refused-for-now';
  const enhanced = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';
  if (step === 'session') return 'refused-us';
  if (isAboutSize(step, code, enhanced)) return 'too-large';
  if (step === 'MAIL FROM' || isAboutUs(step, code, enhanced, response)) return 'refused-us';
  if (step === 'RCPT TO' && code === 552) return 'refused-for-now';
  return 'refused-for-good';
}

// 5.2.3 is the mailbox's limit, 5.3.4 the server's. A 552 by itself is about the size, save to RCPT TO.
function isAboutSize(step: SmtpStep, code: number, enhanced: string): boolean {
  if (enhanced === '5.3.4' || enhanced === '5.2.3') return true;
  return step !== 'RCPT TO' && code === 552 && enhanced === '';
}

function isAboutUs(step: SmtpStep, code: number, enhanced: string, response: string): boolean {
  if (authenticationCodes.includes(code) || ofSender.test(enhanced)) return true;
  // The enhanced code outweighs words: "5.1.1 no such mailbox, by policy" is about the address.
  if (ofAddress.test(enhanced)) return false;
  // A word within an address says nothing: relay@customer.example.
  const words = response.replace(/\S*@\S*/g, ' ');
  // To DATA a policy is mostly about the content of this mail.
  return relayWords.test(words) || (step === 'RCPT TO' && policyWords.test(words));
}
