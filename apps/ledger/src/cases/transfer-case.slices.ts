import { z } from 'zod';
import { type CaseBody, caseBody, caseStepBodies } from '#contracts/http/http-cases.ts';
import {
  decideApproval,
  decideCaseRefusal,
  decideCaseWithdrawal,
  decideComment,
} from '#domain/licenses/cases/case-steps.ts';
import { decideCase } from '#domain/licenses/cases/case-submit.ts';
import type { Received } from '#runtime/slices/slice.ts';
import {
  accountStream,
  askedOf,
  askersOf,
  type LedgerBooks,
  type LedgerSlice,
  type RequestData,
} from '../books/ledger.books.ts';
import { lineOf } from '../books/wire-lines.ts';
import { transferNeeds } from '../ledger.needs.ts';

/** Transfer cases (K8): only over HTTP. */

/** The passcodes themselves go no further than the store, which compares them (K4). */
export const submitCase: LedgerSlice<CaseBody & RequestData> = {
  type: 'seatwright.submit-transfer-case',
  schema: caseBody,
  streams: ({ from, to }) => [accountStream(from), accountStream(to)],
  needs: ({ from, to, lines, passcodes }, { id, person, data }) => ({
    ...transferNeeds(from, to, lines),
    askers: askersOf({ person, data }),
    submitted: [{ id, person, from, to, lines, passcodes }],
  }),
  decide(books, message, now) {
    const { from, to, lines, destinationName, destinationLink, details } = message.data;
    const asked = askedOf(message, books, now);
    const passcodes = books.passcodeChecks.get(message.id) ?? { source: 'missing', target: 'missing' };
    const requestedBy = asked.requestedBy ?? '';
    const facts = { from, to, lines: lines.map(lineOf), destinationName, destinationLink, details, passcodes };
    return decideCase(books, { ...asked, ...facts, requestedBy }, books.terms);
  },
};

/** The case of a step over HTTP; the accounts are the case's, looked up before, so that they are locked in order. */
const steppedCase = z.object({ caseId: z.string(), from: z.string(), to: z.string(), support: z.boolean() });

type StepData = z.infer<typeof steppedCase> & { comment?: string };

function stepSlice(
  type: string,
  body: z.ZodObject<{ comment: z.ZodType<string | undefined> }>,
  decide: LedgerSlice<StepData>['decide'],
): LedgerSlice<StepData> {
  const schema = steppedCase.extend(body.shape);
  return {
    type,
    schema,
    streams: ({ from, to }) => [accountStream(from), accountStream(to)],
    needs: ({ caseId }, { person }) => ({ cases: [caseId], askers: askersOf({ person, data: {} }) }),
    decide,
  };
}

function stepOf(message: Received<StepData>, books: LedgerBooks, now: string) {
  const { caseId, support, comment } = message.data;
  const asked = askedOf({ ...message, data: {} }, books, now);
  return { ...asked, requestedBy: asked.requestedBy ?? '', caseId, support, comment };
}

const { comment, approve, refuse, withdraw } = caseStepBodies;

export const commentCase = stepSlice('seatwright.comment-transfer-case', comment, (books, message, now) => [
  decideComment(books, stepOf(message, books, now)),
]);

export const approveCase = stepSlice('seatwright.approve-transfer-case', approve, (books, message, now) =>
  decideApproval(books, stepOf(message, books, now), books.terms),
);

export const refuseCase = stepSlice('seatwright.refuse-transfer-case', refuse, (books, message, now) => [
  decideCaseRefusal(books, stepOf(message, books, now)),
]);

export const withdrawCase = stepSlice('seatwright.withdraw-transfer-case', withdraw, (books, message, now) => [
  decideCaseWithdrawal(books, stepOf(message, books, now)),
]);

export const caseSlices = [submitCase, commentCase, approveCase, refuseCase, withdrawCase] as const;
