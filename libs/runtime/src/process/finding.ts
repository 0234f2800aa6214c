/** One thing that the doctor looked at, in words for whoever operates Seatwright. */
export interface Finding {
  readonly ok: boolean;
  readonly says: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export const well = (says: string): Finding => ({ ok: true, says });
export const wrong = (says: string, remedy: string): Finding => ({ ok: false, says, remedy });
