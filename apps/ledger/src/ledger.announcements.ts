import type { LicenseRefused, LicenseTransferred, LotFacts } from '#contracts/licenses.ts';
import type { CaseEvent } from '#domain/licenses/books/case.ts';
import type { LicenseEvent, LicensesRefused, RecordedEvent } from '#domain/licenses/books/events.ts';
import type { Lot } from '#domain/licenses/books/lot.ts';
import type { MovedLine } from '#domain/licenses/books/plan.ts';
import { formatMinor } from '#domain/values/money.ts';
import { orderFactsOf } from '#domain/values/order-facts.ts';
import type { Announcement } from '#runtime/slices/slice.ts';

/** What the outside hears of the ledger: topic `licenses`, keyed by the source account. */
export function announce(event: LicenseEvent): readonly Announcement[] {
  if ('journal' in event) return [recorded(event)];
  switch (event.type) {
    case 'LicensesRefused':
      return [refused(event)];
    case 'TransferCaseSubmitted':
    case 'TransferCaseCommented':
    case 'TransferCaseApproved':
    case 'TransferCaseApprovalFailed':
    case 'TransferCaseRefused':
    case 'TransferCaseWithdrawn':
      return [caseStep(event)];
    default:
      return [];
  }
}

function toLicenses(key: string, type: string, subject: string, data: unknown): Announcement {
  return { topic: 'licenses', key, type, subject, data };
}

function recorded(event: RecordedEvent): Announcement {
  const { journalId, at, initiatedBy, owner } = event.journal;
  return toLicenses(owner, typeNames[event.type], journalId, { journalId, at, initiatedBy, ...said(event) });
}

const typeNames = {
  LicensesGranted: 'license.granted.v1',
  LicensesTransferred: 'license.transferred.v1',
  LicensesReturned: 'license.returned.v1',
  LicensesPurchased: 'license.purchased.v1',
  LicensesDecreased: 'license.decreased.v1',
  StockPurchased: 'stock.purchased.v1',
  StockMoved: 'stock.moved.v1',
  LicensesExpired: 'license.expired.v1',
} as const satisfies Record<RecordedEvent['type'], string>;

function said(event: RecordedEvent): object {
  switch (event.type) {
    case 'LicensesGranted': {
      const { accountId, billingAccountId, quantity, lot } = event;
      const { entitlementId, orderNumber, lineNumber } = lot;
      const accounts = event.accounts?.map(({ accountId: id, role, name, country }) => ({
        accountId: id,
        role,
        name,
        country,
      }));
      return {
        accountId,
        billingAccountId,
        accounts,
        entitlementId,
        orderNumber,
        lineNumber,
        quantity,
        lot: factsOfLot(lot),
      };
    }
    case 'LicensesTransferred':
      return transferred(event);
    case 'LicensesReturned':
      return { ...transferred(event), returnOf: event.returnOf };
    case 'LicensesPurchased':
      return { accountId: event.plan.accountId, quantity: event.journal.quantity, lot: factsOfLot(event.lot) };
    case 'LicensesDecreased':
      return { accountId: event.plan.accountId, lines: linesOf(event.lines) };
    case 'StockPurchased': {
      const { plan, contractId, lot, journal } = event;
      return { accountId: plan.accountId, contractId, quantity: journal.quantity, lot: factsOfLot(lot) };
    }
    case 'StockMoved': {
      const { plan, journal } = event;
      const lines = event.lines.map(({ quantity, lot, targetLot }) => {
        return { quantity, lot: factsOfLot(lot), targetLot: factsOfLot(targetLot) };
      });
      const { lot, targetLot } = { ...lines[0] };
      const { from, to } = plan;
      return { transferId: journal.journalId, from, to, quantity: journal.quantity, lot, targetLot, lines };
    }
    case 'LicensesExpired':
      return { accountId: event.accountId, quantity: event.quantity, lot: factsOfLot(event.lot) };
  }
}

function transferred(
  event: Extract<RecordedEvent, { type: 'LicensesTransferred' | 'LicensesReturned' }>,
): Pick<LicenseTransferred, 'transferId' | 'from' | 'to' | 'note' | 'lines'> {
  const { from, to, lines } = event.plan;
  return { transferId: event.transferId, from, to, note: event.journal.note, lines: linesOf(lines) };
}

function linesOf(lines: readonly MovedLine[]): LicenseTransferred['lines'] {
  return lines.map(({ lot, quantity }) => ({ quantity, lot: factsOfLot(lot) }));
}

/** A lot as its terms stand: invoicing needs nothing else. */
export function factsOfLot(lot: Lot): LotFacts {
  const { lotId, sku, name, program, category, billing, currency, startsOn, endsOn, graceEndsOn, originAccountId } =
    lot;
  const { payerAccountId, plan, accountPriced, settlement, orderNumber } = lot;
  const references = orderFactsOf(lot);
  return {
    lotId,
    sku,
    name,
    program,
    category,
    billing,
    unitPrice: formatMinor(lot.unitPriceMinor, currency),
    currency,
    startsOn,
    endsOn,
    graceEndsOn,
    originAccountId,
    payerAccountId,
    plan,
    accountPriced,
    settlement,
    orderNumber,
    ...(Object.keys(references).length > 0 && { references }),
  };
}

function refused(event: LicensesRefused): Announcement {
  const { requestId, action, at, initiatedBy, source, target, violations } = event;
  const data: LicenseRefused = { requestId, action, at, initiatedBy, source, target, violations: [...violations] };
  return toLicenses(source ?? requestId, 'license.refused.v1', requestId, data);
}

const caseNames = {
  TransferCaseSubmitted: 'transfer-case.submitted.v1',
  TransferCaseCommented: 'transfer-case.commented.v1',
  TransferCaseApproved: 'transfer-case.approved.v1',
  TransferCaseApprovalFailed: 'transfer-case.approval-failed.v1',
  TransferCaseRefused: 'transfer-case.refused.v1',
  TransferCaseWithdrawn: 'transfer-case.withdrawn.v1',
} as const;

type AnnouncedStep = Extract<CaseEvent, { type: keyof typeof caseNames }>;

function caseStep({ type, case: about, step }: AnnouncedStep): Announcement {
  const { caseId, from, to, state, transferId } = about;
  const { at, by, comment, violations } = step;
  return toLicenses(from, caseNames[type], caseId, {
    caseId,
    at,
    initiatedBy: by,
    from,
    to,
    state,
    comment,
    transferId,
    violations,
  });
}
