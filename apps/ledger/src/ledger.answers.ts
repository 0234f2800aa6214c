import type { CaseEvent } from '#domain/licenses/case.ts';
import type { CountPlan } from '#domain/licenses/count-plan.ts';
import type { LicenseEvent } from '#domain/licenses/events.ts';
import type { Lot } from '#domain/licenses/lot.ts';
import type { InvoiceChange } from '#domain/licenses/next-invoice.ts';
import type { StockMovePlan } from '#domain/licenses/stock-move.ts';
import type { TransferPlan } from '#domain/licenses/transfer-plan.ts';
import { formatMinor, formatShare } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import { maySee, type Visible } from '#runtime/access.ts';
import type { Answer } from '#runtime/idempotency.ts';
import { lotFacts } from './ledger.announcements.ts';

/** What HTTP answers to a request: what the event says, as contracts.md has it. */

type Plan = TransferPlan | CountPlan | StockMovePlan;

/** As much of a plan as may be told, and what stands in its way. */
export type PreviewAnswer = object & { readonly violations: readonly Violation[] };

/** The answer to a preview: always 200, with what stands in the way (L3). */
export function previewAnswer(events: readonly LicenseEvent[], visible: Visible): PreviewAnswer {
  const [plan, violations] = planOf(events);
  return { ...shown(plan, visible), violations: hidden(violations, plan, visible) };
}

/** The answer to a commit: 201 with the id, 409 when the preview is stale, else 422. */
export function commitAnswer(events: readonly LicenseEvent[], visible: Visible): Answer {
  const [plan, found] = planOf(events);
  const journal = events.flatMap((event) => ('journal' in event ? [event.journal] : []))[0];
  if (journal) {
    const { journalId, at, initiatedBy } = journal;
    const id = 'targetLot' in (plan ?? {}) || 'lines' in (plan ?? {}) ? { transferId: journalId } : {};
    // What purchases make is found again in the list of licences by its lot.
    const made = events.flatMap((event) =>
      'lot' in event && 'minimum' in (plan ?? {}) ? [{ lotId: event.lot.lotId }] : [],
    )[0];
    return { status: 201, body: { journalId, ...id, at, initiatedBy, ...shown(plan, visible, true), ...made } };
  }
  const stale = found.some(({ code }) => code === 'PLAN_STALE');
  const violations = hidden(found, plan, visible);
  const detail = violations.map(({ message }) => message).join('; ');
  const problem = { type: 'about:blank', title: 'Refused', status: stale ? 409 : 422, detail, violations };
  return { status: problem.status, body: { ...problem, plan: shown(plan, visible) } };
}

/** The answer to a step of a case (K8). */
export function caseAnswer(events: readonly LicenseEvent[]): Answer {
  const refused = events.find(
    (event): event is Extract<CaseEvent, { type: 'CaseStepRefused' }> => event.type === 'CaseStepRefused',
  );
  if (refused) {
    const detail = refused.violations.map(({ message }) => message).join('; ');
    const { violations } = refused;
    const status = violations.some(({ code }) => code === 'PLAN_STALE') ? 409 : 422;
    return { status, body: { type: 'about:blank', title: 'Refused', status, detail, violations } };
  }
  const step = events.find((event) => 'case' in event);
  return { status: 200, body: step && 'case' in step ? step.case : {} };
}

function planOf(events: readonly LicenseEvent[]): [Plan | undefined, readonly Violation[]] {
  const event = events.find((each) => 'plan' in each);
  if (!event || !('plan' in event)) return [undefined, []];
  return [event.plan, 'violations' in event ? event.violations : []];
}

// The other side of a transfer may be an account that the person cannot see: its figures are not for them.
function shown(plan: Plan | undefined, visible: Visible, made = false): object {
  if (!plan) return {};
  if ('sides' in plan) {
    const { violations: _violations, lines, sides, nextInvoice, ...facts } = plan;
    return {
      ...facts,
      transferred: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      moved: lines.map(({ lot, quantity }) => ({ quantity, lot: lotFacts(lot) })),
      sides: sides.filter(({ accountId }) => maySee(visible, [accountId])),
      nextInvoice: invoiceShown(nextInvoice, visible),
    };
  }
  if ('minimum' in plan) return countShown(plan, visible);
  const { violations: _violations, lot, targetLot, nextInvoice, ...facts } = plan;
  return {
    ...facts,
    lot: lot && lotFacts(lot),
    targetLot: targetLot && targetLotShown(targetLot, targetLot.lotId === lot?.lotId || made),
    nextInvoice: invoiceShown(nextInvoice, visible),
  };
}

// A lot that is not made has no id.
function targetLotShown(targetLot: Lot, exists: boolean): object {
  const { lotId, ...facts } = lotFacts(targetLot);
  return exists ? { lotId, ...facts } : facts;
}

function invoiceShown(changes: readonly InvoiceChange[], visible: Visible): object[] {
  return changes
    .filter(({ accountId }) => maySee(visible, [accountId]))
    .map(({ accountId, sku, quantity, unitPriceMinor, share, amountMinor, currency }) => ({
      ...{ accountId, sku, quantity },
      unitPrice: formatShare(unitPriceMinor, currency, share),
      amount: formatMinor(amountMinor, currency),
      currency,
    }));
}

function countShown(plan: CountPlan, visible: Visible): object {
  const { violations: _violations, action, nextInvoice, currentEstimateMinor, changedCostMinor, ...rest } = plan;
  const { estimatedTotalMinor, ...facts } = rest;
  const { currency } = plan;
  const money = (minor: bigint | undefined) =>
    minor === undefined || currency === undefined ? undefined : formatMinor(minor, currency);
  return {
    ...facts,
    currentEstimate: money(currentEstimateMinor),
    changedCost: money(changedCostMinor),
    // D5, D6: under the names that people read.
    ...(action === 'decrease'
      ? { decreasedLicenses: plan.quantity, decreasedCost: money(changedCostMinor) }
      : { addedLicenses: plan.quantity, addedCost: money(changedCostMinor) }),
    estimatedTotal: money(estimatedTotalMinor),
    nextInvoice: invoiceShown(nextInvoice, visible),
  };
}

/** What names no more of the target than the person did. */
const telling: ReadonlySet<string> = new Set(['ACCOUNT_UNKNOWN', 'SAME_ACCOUNT', 'ADMINISTRATOR_OF_BOTH_REQUIRED']);

// What a rule found out about an account that the person cannot see stays a code.
function hidden(violations: readonly Violation[], plan: Plan | undefined, visible: Visible): readonly Violation[] {
  const target = plan && 'to' in plan ? plan.to : undefined;
  // The plan of an unknown transfer has no target.
  if (!target || maySee(visible, [target])) return violations;
  return violations.map((violation) => {
    const { code, path, line, message } = violation;
    if (telling.has(code)) return violation;
    if (!message.includes(target) && !/_DIFFERS$|^TRIAL_CUSTOMER$|^EDITION_TOO_LOW$/.test(code)) return violation;
    return { code, path, line, message: 'the target account is not one that this is possible with' };
  });
}
