import type { Instant } from '#domain/values/calendar.ts';
import type { Counted } from './lot.ts';

/** How many devices an account has enrolled for a product or device type (L5). */
export interface DeviceCount {
  readonly accountId: string;
  readonly counted: Counted;
  readonly inUse: number;
  /** When an absolute count was last reported. Single enrolments up to then are in it. */
  readonly reportedAt?: Instant;
}

/** The last that was heard of one device. */
export interface Enrolment {
  readonly deviceId: string;
  readonly enrolled: boolean;
  readonly at: Instant;
}
