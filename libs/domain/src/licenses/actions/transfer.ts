import type { Violation } from '#domain/values/violation.ts';
import { type Asked, journalOf, refusal, type Terms, violationsOfCommit } from '../authority/asked.ts';
import { accountFor, requesterRequired, writeViolations } from '../authority/authority.ts';
import type { Books } from '../books/books.ts';
import type { LicensesRefused, LicensesReturned, LicensesTransferred } from '../books/events.ts';
import { type Journal, moved } from '../books/journal.ts';
import type { TransferLine, TransferPlan } from '../books/plan.ts';
import { countable } from '../rules/rules-general.ts';
import { emptyPlan, planTransfer } from './transfer-plan.ts';

/** Moves licenses from one account to another, all of the lines or none (L6). */
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
  const violations = violationsOfCommit(command, plan);
  if (violations.length > 0) {
    const quantity = countable(command.lines.map((line) => line.quantity));
    return refusal(command, 'transfer', { source: command.from, target: command.to, quantity, plan }, violations);
  }
  const journal = transferJournal(command, 'transfer', plan);
  return { type: 'LicensesTransferred', journal, transferId: journal.journalId, plan };
}

/** The plan of a transfer as the books stand; changes nothing. */
export function previewTransfer(books: Books, command: TransferLicenses, terms: Terms): TransferPlan {
  const { from, to, lines, requestedBy, at } = command;
  const plan = planTransfer(books, { action: 'transfer', from, to, lines, requestedBy }, terms, at);
  return { ...plan, violations: [...writeViolations(books, command, from, terms), ...plan.violations] };
}

/** Gives a whole transfer back to where it came from (M5). */
export interface ReturnLicenses extends Asked {
  readonly transferId: string;
}

/** Decides a return with the plan that its preview shows (L3, M5). */
export function decideReturn(books: Books, command: ReturnLicenses, terms: Terms): LicensesReturned | LicensesRefused {
  const plan = previewReturn(books, command, terms);
  const violations = violationsOfCommit(command, plan);
  if (violations.length > 0) {
    const quantity = countable(books.transfers.get(command.transferId)?.lines.map((line) => line.quantity) ?? []);
    const sides = plan.from === '' ? {} : { source: plan.from, target: plan.to };
    return refusal(command, 'return', { ...sides, quantity, plan }, violations);
  }
  const journal = { ...transferJournal(command, 'return', plan), returnOf: command.transferId };
  return { type: 'LicensesReturned', journal, transferId: journal.journalId, returnOf: command.transferId, plan };
}

/**
 * The plan of a return: all that the transfer moved, back the other way. The rules of a transfer hold for it as well, and
 * what devices need is protected (M6); only the rule that forbids to transfer on does not.
 */
export function previewReturn(books: Books, command: ReturnLicenses, terms: Terms): TransferPlan {
  const { transferId, requestedBy, at } = command;
  const transfer = books.transfers.get(transferId);
  // L11: a transfer to an account that the person may not see is none.
  if (!transfer || !accountFor(books, command, transfer.to, terms)) return emptyPlan('', '', unknownTo(command), terms);
  const { from: to, to: from, lines, returnedBy } = transfer;
  if (returnedBy !== undefined) return emptyPlan(from, to, [alreadyReturned(transferId, returnedBy)], terms);
  const plan = planTransfer(books, { action: 'return', from, to, lines, requestedBy }, terms, at);
  return { ...plan, violations: [...writeViolations(books, command, from, terms), ...plan.violations] };
}

function transferJournal(asked: Asked, action: 'transfer' | 'return', { from, to, lines }: TransferPlan): Journal {
  return journalOf(asked, action, {
    source: from,
    target: to,
    quantity: countable(lines.map((line) => line.quantity)),
    entries: lines.flatMap(({ lot, quantity }) => moved(lot.lotId, from, to, quantity)),
  });
}

function unknownTo({ requestedBy, transferId }: ReturnLicenses): Violation[] {
  return [
    requestedBy === undefined
      ? requesterRequired(`whoever holds what ${transferId} moved`)
      : transferUnknown(transferId),
  ];
}

function transferUnknown(transferId: string): Violation {
  return {
    code: 'TRANSFER_UNKNOWN',
    path: 'transferId',
    value: transferId,
    message: `${transferId} is no transfer that can be returned: only one that was not itself a return or a stock move can`,
    remedy: 'take the id of a transfer from the list of the account’s licenses',
  };
}

function alreadyReturned(transferId: string, returnedBy: string): Violation {
  return {
    code: 'ALREADY_RETURNED',
    path: 'transferId',
    value: transferId,
    message: `transfer ${transferId} was given back by ${returnedBy}`,
    actual: returnedBy,
    remedy: 'nothing is left to do',
  };
}
