import type { LotFacts } from '#contracts/licenses.ts';
import type { CaseEvent } from '#domain/licenses/books/case.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import type { Lot } from '#domain/licenses/books/lot.ts';
import type { CountPlan, InvoiceChange, StockMovePlan, TransferPlan } from '#domain/licenses/books/plan.ts';
import { toldViolations } from '#domain/licenses/rules/told-violations.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import { maySee, seenSides, type Visible } from '#runtime/http/access/access.ts';
import type { Answer } from '#runtime/http/idempotency.ts';
import { toldInvoiceChange } from '../books/journal-effect.ts';
import { shownCase } from '../cases/transfer-case.views.ts';
import { factsOfLot } from '../ledger.announcements.ts';

/** What HTTP answers to a request: what the event says, as contracts.md has it. */

type Plan = TransferPlan | CountPlan | StockMovePlan;

/** As much of a plan as may be told, and what stands in its way. */
export type PreviewAnswer = object & { readonly violations: readonly Violation[] };

/** The answer to a preview: always 200, with what stands in the way (L3). */
export function previewAnswer(events: readonly LicenseEvent[], visible: Visible): PreviewAnswer {
  const [plan, violations] = planOf(events, visible);
  return { ...shown(plan, visible), violations };
}

/** What stands in the way of a request, as it was decided: for whoever asked. */
export function violationsInTheWay(events: readonly LicenseEvent[]): readonly Violation[] {
  return planOf(events, 'everything')[1];
}

/** The answer to a commit: 201 with the id, 409 when the preview is stale, else 422. */
export function commitAnswer(events: readonly LicenseEvent[], visible: Visible): Answer {
  const [plan, violations] = planOf(events, visible);
  const journal = events.flatMap((event) => ('journal' in event ? [event.journal] : []))[0];
  if (journal) {
    const { journalId, at, initiatedBy } = journal;
    const id = 'lines' in (plan ?? {}) ? { transferId: journalId } : {};
    // What purchases make is found again in the list of licenses by its lot.
    const made = events.flatMap((event) =>
      'lot' in event && 'minimum' in (plan ?? {}) ? [{ lotId: event.lot.lotId }] : [],
    )[0];
    return { status: 201, body: { journalId, ...id, at, initiatedBy, ...shown(plan, visible, true), ...made } };
  }
  const stale = violations.some(({ code }) => code === 'PLAN_STALE');
  const detail = violations.map(({ message }) => message).join('; ');
  const problem = { type: 'about:blank', title: 'Refused', status: stale ? 409 : 422, detail, violations };
  return { status: problem.status, body: { ...problem, plan: shown(plan, visible) } };
}

/** Between whom a case is. */
interface CaseSides {
  readonly from: string;
  readonly to: string;
}

/**
 * The answer to a step of a case (K8). Without `sides` to its submission: that was decided as the person who asks finds the accounts
 * (L11), so all of it is theirs to read, as it stands in the event log.
 */
export function caseAnswer(events: readonly LicenseEvent[], visible: Visible, sides?: CaseSides): Answer {
  const refused = events.find(
    (event): event is Extract<CaseEvent, { type: 'CaseStepRefused' }> => event.type === 'CaseStepRefused',
  );
  if (refused) {
    const sees = sides ? seenSides(visible, sides.from, sides.to) : { source: true, target: true };
    const violations = toldViolations(refused.violations, sees);
    const detail = violations.map(({ message }) => message).join('; ');
    const status = violations.some(({ code }) => code === 'PLAN_STALE') ? 409 : 422;
    return { status, body: { type: 'about:blank', title: 'Refused', status, detail, violations } };
  }
  const step = events.find((event) => 'case' in event);
  return { status: 200, body: step && 'case' in step ? shownCase(step.case, visible) : {} };
}

// L11: of an account that the person who asks does not find, nothing was looked at; but a return goes back to whoever lent.
function planOf(events: readonly LicenseEvent[], visible: Visible): [Plan | undefined, readonly Violation[]] {
  const event = events.find((each) => 'plan' in each);
  if (!event || !('plan' in event)) return [undefined, []];
  if (event.type !== 'LicensesRefused') return [event.plan, []];
  const { plan, violations, action } = event;
  const isReturn = action === 'return' && plan !== undefined && 'to' in plan;
  return [plan, isReturn ? toldViolations(violations, seenSides(visible, plan.from, plan.to)) : violations];
}

// The other side of a transfer may be an account that the person cannot see: its figures are not for them.
function shown(plan: Plan | undefined, visible: Visible, made = false): object {
  if (!plan) return {};
  if ('sides' in plan) {
    const { violations: _violations, lines, sides, nextInvoice, ...facts } = plan;
    return {
      ...facts,
      transferred: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      moved: lines.map(({ lot, quantity }) => movedTold(lot, quantity, maySee(visible, [lot.originAccountId]))),
      sides: sides.filter(({ accountId }) => maySee(visible, [accountId])),
      nextInvoice: invoiceShown(nextInvoice, visible),
    };
  }
  if ('minimum' in plan) return countShown(plan, visible);
  return stockMoveShown(plan, visible, made);
}

function stockMoveShown(plan: StockMovePlan, visible: Visible, made: boolean): object {
  const { violations: _violations, lines, lot, targetLot, nextInvoice, ...facts } = plan;
  const sides = (from: Lot, to: Lot | undefined) => ({
    lot: lotTold(from, maySee(visible, [from.originAccountId])),
    targetLot: to && targetLotShown(to, to.lotId === from.lotId || made),
  });
  return {
    ...facts,
    ...(lot && sides(lot, targetLot)),
    moved: lines.map(({ quantity, stockBefore, stockAfter, ...line }) => {
      return { quantity, ...sides(line.lot, line.targetLot), stockBefore, stockAfter };
    }),
    nextInvoice: invoiceShown(nextInvoice, visible),
  };
}

/** A lot as somebody may read it. Price, payer and order are told only to people who may see the account that paid. */
export function lotTold(lot: Lot, withPrice: boolean): Partial<LotFacts> {
  const { unitPrice, currency, payerAccountId, orderNumber, references, ...facts } = factsOfLot(lot);
  return withPrice ? { ...facts, unitPrice, currency, payerAccountId, orderNumber, references } : facts;
}

/** K9: what moved of a lot, by its license key and device type where it has them. */
export function movedTold(lot: Lot, quantity: number, withPrice: boolean) {
  const { licenseKey, deviceType } = lot;
  return { quantity, licenseKey, deviceType, lot: lotTold(lot, withPrice) };
}

// A lot that is not made has no id.
function targetLotShown(targetLot: Lot, exists: boolean): object {
  const { lotId, ...facts } = factsOfLot(targetLot);
  return exists ? { lotId, ...facts } : facts;
}

function invoiceShown(changes: readonly InvoiceChange[], visible: Visible): object[] {
  return changes.filter(({ accountId }) => maySee(visible, [accountId])).map(toldInvoiceChange);
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
