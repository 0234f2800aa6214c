import type { ServiceName } from '#contracts/services.ts';

/** One thing that the doctor looked at, in words for whoever operates Seatwright. */
export interface Finding {
  /** With a remedy all the same, it is a note: nothing is wrong yet. */
  readonly ok: boolean;
  readonly says: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** The service that should have done something by now: what waits for it says more. */
  readonly late?: ServiceName;
}

export const well = (says: string): Finding => ({ ok: true, says });
export const wrong = (says: string, remedy: string): Finding => ({ ok: false, says, remedy });

/** Something that should be there by now. What waits for the service, and who holds it up, is told right behind. */
export const late = (service: ServiceName, says: string): Finding => ({
  ...wrong(says, `after a minute: see below what waits for ${service}, and npm run doctor for all that stands`),
  late: service,
});
