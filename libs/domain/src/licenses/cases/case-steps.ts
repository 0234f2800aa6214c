import type { Violation } from '#domain/values/violation.ts';
import { decideTransfer } from '../actions/transfer.ts';
import type { Asked, Terms } from '../authority/asked.ts';
import type { Books } from '../books/books.ts';
import type {
  CaseStep,
  CaseStepRefused,
  TransferCase,
  TransferCaseApprovalFailed,
  TransferCaseApproved,
  TransferCaseCommented,
  TransferCaseRefused,
  TransferCaseWithdrawn,
} from '../books/case.ts';
import type { LicensesTransferred } from '../books/events.ts';

/** A step of support or of the requester in a case (K8). */
export interface CaseCommand extends Asked {
  readonly caseId: string;
  readonly requestedBy: string;
  /** Whether the person is support; an operator is. */
  readonly support: boolean;
  readonly comment?: string;
}

/** K8: the requester and support comment, also after the end. */
export function decideComment(books: Books, command: CaseCommand): TransferCaseCommented | CaseStepRefused {
  const found = books.cases.get(command.caseId);
  if (!found) return stepRefused(command, caseUnknown(command));
  if (!command.support && found.requestedBy !== command.requestedBy) return stepRefused(command, notYours(command));
  const step = stepOf(command, 'commented');
  return { type: 'TransferCaseCommented', case: withStep(found, step), step };
}

/** K8: support refuses; a comment says why. */
export function decideCaseRefusal(books: Books, command: CaseCommand): TransferCaseRefused | CaseStepRefused {
  const found = openCase(books, command);
  if ('type' in found) return found;
  const step = stepOf(command, 'refused');
  return { type: 'TransferCaseRefused', case: { ...withStep(found, step), state: 'refused' }, step };
}

/** K8: whoever submitted a case takes it back, as long as nobody has decided; a comment may say why. */
export function decideCaseWithdrawal(books: Books, command: CaseCommand): TransferCaseWithdrawn | CaseStepRefused {
  const found = books.cases.get(command.caseId);
  if (!found) return stepRefused(command, caseUnknown(command));
  if (found.requestedBy !== command.requestedBy) return stepRefused(command, notYours(command));
  if (found.state !== 'submitted') return stepRefused(command, caseClosed(found));
  const step = stepOf(command, 'withdrawn');
  return { type: 'TransferCaseWithdrawn', case: { ...withStep(found, step), state: 'withdrawn' }, step };
}

/**
 * K8: support approves, but nobody a case of their own; every rule is checked again, as for the requester, and the transfer is made in the same moment. When a
 * rule no longer holds, the case stays open and its history says which.
 */
export function decideApproval(
  books: Books,
  command: CaseCommand,
  terms: Terms,
): (TransferCaseApproved | TransferCaseApprovalFailed | LicensesTransferred | CaseStepRefused)[] {
  const found = openCase(books, command);
  if ('type' in found) return [found];
  if (found.requestedBy === command.requestedBy) return [stepRefused(command, ownCase(command))];
  const { from, to, lines, requestedBy } = found;
  const { id, at, requestedBy: by } = command;
  // The case's requester is who the rules look at, and who the transfer is recorded for.
  const transfer = decideTransfer(books, { id, at, initiatedBy: requestedBy, requestedBy, from, to, lines }, terms);
  if (transfer.type === 'LicensesRefused') {
    const { violations } = transfer;
    const failed = { ...stepOf(command, 'approval-failed'), violations };
    return [
      { type: 'CaseStepRefused', caseId: found.caseId, at, by, violations },
      { type: 'TransferCaseApprovalFailed', case: withStep(found, failed), step: failed },
    ];
  }
  const step = stepOf(command, 'approved');
  const { transferId } = transfer;
  const approved = { ...withStep(found, step), state: 'executed', transferId } as const;
  return [transfer, { type: 'TransferCaseApproved', case: approved, step }];
}

function openCase(books: Books, command: CaseCommand): TransferCase | CaseStepRefused {
  const found = books.cases.get(command.caseId);
  if (!found) return stepRefused(command, caseUnknown(command));
  if (!command.support) return stepRefused(command, supportRequired(command));
  return found.state === 'submitted' ? found : stepRefused(command, caseClosed(found));
}

function stepOf({ at, requestedBy, comment }: CaseCommand, step: CaseStep['step']): CaseStep {
  return { step, at, by: requestedBy, ...(comment === undefined ? {} : { comment }) };
}

function withStep(found: TransferCase, step: CaseStep): TransferCase {
  return { ...found, history: [...found.history, step] };
}

function stepRefused({ caseId, at, requestedBy: by }: CaseCommand, violation: Violation): CaseStepRefused {
  return { type: 'CaseStepRefused', caseId, at, by, violations: [violation] };
}

function caseUnknown({ caseId }: CaseCommand): Violation {
  const message = `there is no case ${caseId}`;
  return { code: 'CASE_UNKNOWN', path: 'caseId', value: caseId, message, remedy: 'take the id from the confirmation' };
}

function caseClosed({ caseId, state }: TransferCase): Violation {
  const message = `case ${caseId} is closed: it was ${state === 'executed' ? 'approved' : state}`;
  return { code: 'CASE_CLOSED', message, limit: 'submitted', actual: state, remedy: 'submit a new case' };
}

function supportRequired({ requestedBy }: CaseCommand): Violation {
  const message = `${requestedBy} is not support`;
  return { code: 'SUPPORT_ROLE_REQUIRED', message, limit: 'support', remedy: 'wait for support to decide' };
}

// Two people look at every case, whatever rights one of them has.
function ownCase({ requestedBy, caseId }: CaseCommand): Violation {
  const message = `case ${caseId} was submitted by ${requestedBy}, who cannot approve it as well`;
  return {
    code: 'OWN_CASE',
    message,
    limit: 'another person',
    actual: requestedBy,
    remedy: 'ask a colleague in support',
  };
}

function notYours({ requestedBy, caseId }: CaseCommand): Violation {
  const message = `case ${caseId} is not of ${requestedBy}`;
  return { code: 'NOT_YOUR_CASE', message, remedy: 'the person who submitted it can comment, or withdraw it' };
}
