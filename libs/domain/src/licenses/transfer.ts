import { dateAt } from '#domain/values/calendar.ts';
import { type Asked, derivedId, refusal, type Terms } from './asked.ts';
import type { Books } from './books.ts';
import type { LicensesRefused, LicensesReturned, LicensesTransferred } from './events.ts';
import { type Journal, moved } from './journal.ts';
import { countable, planStale } from './rules-general.ts';
import type { TransferLine } from './transfer-lines.ts';
import { planTransfer, type TransferPlan } from './transfer-plan.ts';

/** Moves licences from one account to another, all of the lines or none (L6). */
export interface TransferLicenses extends Asked {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly TransferLine[];
}

/** Decides a transfer with the plan that its preview shows (L3). */
export function decideTransfer(
  books: Books,
  command: TransferLicenses,
  terms: Terms,
): LicensesTransferred | LicensesRefused {
  const plan = previewTransfer(books, command, terms);
  const violations = violationsOfCommit(plan, command.planHash);
  if (violations.length > 0) {
    const quantity = countable(command.lines.map((line) => line.quantity));
    return refusal(command, 'transfer', { source: command.from, target: command.to, quantity }, violations);
  }
  const journal = transferJournal(command, 'transfer', plan);
  const { from, to, lines, planHash } = plan;
  return { type: 'LicensesTransferred', journal, transferId: journal.journalId, from, to, lines, planHash };
}

/** The plan of a transfer as the books stand; changes nothing. */
export function previewTransfer(books: Books, command: TransferLicenses, terms: Terms): TransferPlan {
  const { from, to, lines, requestedBy, at } = command;
  return planTransfer(books, { action: 'transfer', from, to, lines, requestedBy }, terms, dateAt(at));
}

/** Gives a whole transfer back to where it came from (M5). */
export interface ReturnLicenses extends Asked {
  readonly transferId: string;
}

/** Decides a return with the plan that its preview shows (L3, M5). */
export function decideReturn(books: Books, command: ReturnLicenses, terms: Terms): LicensesReturned | LicensesRefused {
  const plan = previewReturn(books, command, terms);
  const violations = violationsOfCommit(plan, command.planHash);
  if (violations.length > 0) {
    const quantity = countable(plan.lines.map((line) => line.quantity));
    const sides = plan.from === '' ? { quantity } : { source: plan.from, target: plan.to, quantity };
    return refusal(command, 'return', sides, violations);
  }
  const journal = { ...transferJournal(command, 'return', plan), returnOf: command.transferId };
  const { from, to, lines, planHash } = plan;
  const returnOf = command.transferId;
  return { type: 'LicensesReturned', journal, transferId: journal.journalId, from, to, lines, returnOf, planHash };
}

/**
 * The plan of a return: all that the transfer moved, back the other way. The rules of a transfer hold for it as well, and
 * what devices need is protected (M6); only the rule that forbids to transfer on does not.
 */
export function previewReturn(books: Books, command: ReturnLicenses, terms: Terms): TransferPlan {
  const transfer = books.transfers.get(command.transferId);
  if (!transfer || transfer.returnedBy !== undefined) {
    const violation = transfer
      ? alreadyReturned(command.transferId, transfer.returnedBy ?? '')
      : transferUnknown(command.transferId);
    const sides = transfer ? { from: transfer.to, to: transfer.from } : { from: '', to: '' };
    return { ...sides, lines: [], sides: [], remaining: [], violations: [violation], planHash: terms.digest('') };
  }
  const { from: to, to: from, lines } = transfer;
  const request = { action: 'return', from, to, lines, requestedBy: command.requestedBy } as const;
  return planTransfer(books, request, terms, dateAt(command.at));
}

function violationsOfCommit(plan: TransferPlan, planHash: string | undefined): TransferPlan['violations'] {
  if (planHash === undefined || planHash === plan.planHash) return plan.violations;
  return [planStale(planHash, plan.planHash), ...plan.violations];
}

function transferJournal(asked: Asked, action: 'transfer' | 'return', plan: TransferPlan): Journal {
  return {
    journalId: derivedId(asked, 1),
    action,
    owner: plan.from,
    source: plan.from,
    target: plan.to,
    quantity: countable(plan.lines.map((line) => line.quantity)),
    at: asked.at,
    initiatedBy: asked.initiatedBy,
    ...(asked.note === undefined ? {} : { note: asked.note }),
    entries: plan.lines.flatMap(({ lot, quantity }) => moved(lot.lotId, plan.from, plan.to, quantity)),
  };
}

function transferUnknown(transferId: string) {
  return {
    code: 'TRANSFER_UNKNOWN',
    path: 'transferId',
    value: transferId,
    message: `there is no transfer ${transferId}`,
    remedy: 'take the id from the list of the account’s licences',
  };
}

function alreadyReturned(transferId: string, returnedBy: string) {
  return {
    code: 'ALREADY_RETURNED',
    path: 'transferId',
    value: transferId,
    message: `transfer ${transferId} was given back by ${returnedBy}`,
    actual: returnedBy,
    remedy: 'nothing is left to do',
  };
}
