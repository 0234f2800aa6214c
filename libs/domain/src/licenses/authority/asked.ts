import type { Proration } from '#domain/values/billing.ts';
import type { Instant } from '#domain/values/calendar.ts';
import { firstViolations, type Violation } from '#domain/values/violation.ts';
import type { LicensesRefused } from '../books/events.ts';
import type { Action, Journal, JournalAction } from '../books/journal.ts';
import type { Programs } from '../books/program.ts';
import { planStale } from '../rules/rules-general.ts';

/** Who asked for an action, when, and the id that everything which comes of it derives its own from. */
export interface Asked {
  readonly id: string;
  readonly at: Instant;
  /** The person where one is named (lower case), else the system that asked. */
  readonly initiatedBy: string;
  /** Lower case. */
  readonly requestedBy?: string;
  readonly note?: string;
  /** The hash of the preview that was confirmed (L3). */
  readonly planHash?: string;
}

/** What decisions are made with besides the books. */
export interface Terms {
  readonly programs: Programs;
  /** Whether invoices bill the month of a change by the day (I3): previews show money. */
  readonly proration: Proration;
  /** E-mail addresses, lower case, of those who operate Seatwright (L11). */
  readonly operators: ReadonlySet<string>;
  /** SHA-256 of a text, 64 hex digits; a pure function that the service lends. */
  digest(text: string): string;
}

/**
 * The id of the n-th thing that comes of a request, so that a re-run invents nothing; the first is its journal. It stands in addresses:
 * no slash.
 */
export function nthOf(requestId: string, n: number): string {
  return `${requestId}.${n}`;
}

/** L8: a refusal, which changes nothing and is kept. */
export function refusal(
  asked: Asked,
  action: Action,
  about: Pick<LicensesRefused, 'source' | 'target' | 'quantity' | 'plan'>,
  violations: readonly Violation[],
): LicensesRefused {
  const { id: requestId, at, initiatedBy } = asked;
  return {
    type: 'LicensesRefused',
    requestId,
    action,
    at,
    initiatedBy,
    ...about,
    violations: firstViolations(violations),
  };
}

/** L3: what stands in the way of a plan, and that it is no longer the one that was previewed. */
export function violationsOfCommit(
  asked: Asked,
  plan: { readonly violations: readonly Violation[]; readonly planHash: string },
): readonly Violation[] {
  if (asked.planHash === undefined || asked.planHash === plan.planHash) return plan.violations;
  return [planStale(asked.planHash, plan.planHash), ...plan.violations];
}

/** The journal of a request: its id, time and person; entries and sides are the plan's. */
export function journalOf(
  asked: Asked,
  action: JournalAction,
  about: Pick<Journal, 'source' | 'target' | 'quantity' | 'entries'>,
): Journal {
  const { at, initiatedBy, note } = asked;
  const common = { journalId: nthOf(asked.id, 1), action, owner: about.source, at, initiatedBy };
  return { ...common, ...(note === undefined ? {} : { note }), ...about };
}
