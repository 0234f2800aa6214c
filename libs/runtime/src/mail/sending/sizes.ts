import type { Log } from '#runtime/environment/log.ts';
import type { MailKind } from '../kind.ts';
import { afterAttempt, type ServerAnswer } from '../mail-delivery.ts';
import { isAnew, mailPartsOf } from '../parts.ts';
import type { ClaimedMail, MailRow, Outcome } from '../row.ts';

/** The server's answers, and how many bytes it was offered. */
export interface Attempt {
  readonly answers: readonly ServerAnswer[];
  readonly size?: number;
}

export interface MailSizesOptions<Row extends MailRow> {
  readonly kind: MailKind<Row>;
  /** As in `MAIL_MAX_BYTES`: no mail is larger, encoded as it is sent. */
  readonly largest: number;
  readonly now: () => Date;
  readonly log: Log;
}

/** How large a mail may be, and what becomes of one that is larger (F9). */
export class MailSizes<Row extends MailRow> {
  /** The most bytes of a mail: the setting's, or less when the server has said so. */
  private largest: number;

  constructor(private readonly options: MailSizesOptions<Row>) {
    this.largest = options.largest;
  }

  /** Whether it is known before a mail is composed that it has to go in parts. */
  async hasToBeDivided(mail: ClaimedMail<Row>): Promise<boolean> {
    if (!this.options.kind.mayExceed?.(mail.row, this.largest)) return false;
    return (await this.pieces(mail, this.largest, false)).length > 1;
  }

  exceeds(bytes: Uint8Array): boolean {
    return bytes.length > this.largest;
  }

  tooLarge(): string {
    return `more than the ${this.largest} bytes that a mail may have`;
  }

  /** What became of an attempt: those whose server finds the mail too large get it in smaller ones, where that is possible. */
  async outcomeOf(mail: ClaimedMail<Row>, { answers, size }: Attempt): Promise<Outcome<Row>> {
    const now = this.options.now().toISOString();
    const doubtful = answers.some(({ verdict }) => verdict === 'doubtful');
    const divided = afterAttempt(mail.delivery, answers, now, { divisible: true });
    const tooLarge = answers.filter(({ verdict }) => verdict === 'too-large');
    if (tooLarge.length === 0) return { mail, doubtful, result: divided, parts: [] };
    const said = tooLarge.find(({ largest }) => largest !== undefined)?.largest;
    if (said !== undefined) this.largest = Math.min(this.largest, withRoom(said));
    const largest = said === undefined && size !== undefined ? Math.floor(size / 2) : this.largest;
    try {
      const pieces = await this.pieces(mail, largest, isAnew(mail, divided));
      if (pieces.length > 0) return { mail, doubtful, result: divided, parts: mailPartsOf(mail, pieces, divided) };
      return { mail, doubtful, result: afterAttempt(mail.delivery, answers, now), parts: [] };
    } catch (error) {
      this.options.log.error({ err: error, about: this.options.kind.about(mail.row) }, 'a mail could not be divided');
      const later = answers.map(
        (answer): ServerAnswer => (answer.verdict === 'too-large' ? { ...answer, verdict: 'refused-for-now' } : answer),
      );
      return { mail, doubtful, result: afterAttempt(mail.delivery, later, now), parts: [] };
    }
  }

  private async pieces(mail: ClaimedMail<Row>, largest: number, anew: boolean): Promise<readonly Partial<Row>[]> {
    return (await this.options.kind.divide?.(mail, { largest, anew })) ?? [];
  }
}

// What is on the way adds lines to a mail's head.
function withRoom(serverTakes: number): number {
  return Math.floor(serverTakes * 0.99) - 500;
}
