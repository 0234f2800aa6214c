/**
 * What an SMTP exchange means for an address (F8).
 * - `accepted`: the server has taken the mail and is responsible for it.
 * - `refused-for-good`: it never will; trying again is no use.
 * - `refused-for-now`: it asks to be tried again.
 * - `unreachable`: it could not be asked, nothing was sent.
 * - `doubtful`: the mail was on its way when the connection went; whether it was taken nobody knows.
 */
export type SmtpVerdict = 'accepted' | 'refused-for-good' | 'refused-for-now' | 'unreachable' | 'doubtful';

/** The SMTP step that an answer was given to; `session` is all that comes before a mail: greeting, EHLO, STARTTLS, AUTH. */
export type SmtpStep = 'session' | 'MAIL FROM' | 'RCPT TO' | 'DATA';

/**
 * Judges an answer by its code and the step that it was given to; no code: the connection failed or timed out at that step.
 *
 * A 5xx is for good only when it is about the mail or the address. Before that it is about us (a wrong password, a blocked
 * address of ours, a broken certificate): an operator can mend that, and no customer's address is to blame for it.
 * A 552 to RCPT TO means too many recipients and is for now (RFC 5321, 4.5.3.1.10).
 */
export function smtpVerdict(step: SmtpStep, code: number | undefined): SmtpVerdict {
  if (code === undefined) return step === 'DATA' ? 'doubtful' : 'unreachable';
  if (code >= 200 && code < 300) return 'accepted';
  if (step === 'session' || code < 500) return 'refused-for-now';
  if (step === 'RCPT TO' && code === 552) return 'refused-for-now';
  return 'refused-for-good';
}
