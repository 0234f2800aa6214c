import { z } from 'zod';
import { json, type Route } from './http-route.ts';
import { transferRequested } from './license-requests.ts';
import { derivedIdentifier, emailAddress, httpsUrl, identifier, instant, violation } from './primitives.ts';

/** Transfer cases (K8): submitted by an administrator, decided by support. */

const passcode = z.string().regex(/^\d{4}$/, 'is not four digits');
const text = z.string().min(1);

const details = z.object({
  scope: text,
  frequency: text,
  startTime: text,
  relatedCases: text,
  testResults: text,
  workaround: text,
  businessImpact: text,
});

const submitted = transferRequested.omit({ requestedBy: true }).extend({
  destinationName: z.string().min(1).max(200),
  destinationLink: httpsUrl,
  passcodes: z.object({ source: passcode, destination: passcode }),
  details,
});

const caseStep = z.object({
  step: z.enum(['submitted', 'commented', 'approved', 'refused']),
  at: instant,
  by: z.string(),
  comment: z.string().optional(),
  violations: z.array(violation).optional(),
});

const transferCase = z.object({
  caseId: derivedIdentifier,
  state: z.enum(['submitted', 'refused', 'executed']),
  from: identifier,
  to: identifier,
  lines: z.array(z.looseObject({ quantity: z.number() })),
  requestedBy: z.string(),
  destinationName: z.string(),
  destinationLink: z.string(),
  details,
  history: z.array(caseStep),
  transferId: derivedIdentifier.optional(),
});

const caseMail = z.object({
  step: z.int(),
  messageId: z.string(),
  state: z.enum(['waiting', 'claimed', 'sent', 'undeliverable', 'superseded']),
  recipients: z.array(
    z.object({
      address: emailAddress,
      state: z.enum(['waiting', 'accepted', 'undeliverable']),
      answer: z.string().optional(),
    }),
  ),
  attempts: z.int(),
  doubtful: z.int(),
});

const shownCase = transferCase.extend({ mails: z.array(caseMail) });

const stepBody = z.object({ comment: z.string().min(1).max(2000).optional() });

/** Schemas of these routes that are worth a name. */
export const caseSchemas = {
  TransferCaseRequest: submitted,
  TransferCase: transferCase,
  ShownTransferCase: shownCase,
  TransferCaseStep: caseStep,
  TransferCaseMail: caseMail,
  TransferCaseDetails: details,
  TransferCaseComment: stepBody,
};

const parameters = { caseId: 'As the submission answered it.' };
const noCase = 'There is no such case that you can see.';

const steps = [
  ['comment', 'Say something about a case'],
  ['approve', 'Approve a case: the rules are checked again and the transfer is done'],
  ['refuse', 'Refuse a case'],
] as const;

export const caseRoutes: readonly Route[] = [
  {
    id: 'submitTransferCase',
    method: 'POST',
    path: '/api/transfer-cases',
    service: 'ledger',
    summary: 'Ask support for a transfer',
    body: { 'application/json': submitted },
    idempotent: true,
    answers: [json(201, 'Submitted; a mail confirms it.', transferCase)],
    problems: { 404: 'There is no such account that you can see.', 422: 'Refused, with every violation.' },
  },
  {
    id: 'showTransferCase',
    method: 'GET',
    path: '/api/transfer-cases/{caseId}',
    service: 'ledger',
    summary: 'One case, with its history',
    parameters,
    answers: [json(200, 'The case as it stands, and what became of the mails about it.', shownCase)],
    problems: { 404: noCase },
  },
  ...steps.map(
    ([step, summary]): Route => ({
      id: `${step}TransferCase`,
      method: 'POST',
      path: `/api/transfer-cases/{caseId}/${step}`,
      service: 'ledger',
      summary,
      parameters,
      body: { 'application/json': stepBody },
      bodyOptional: true,
      idempotent: true,
      answers: [json(200, 'The case after the step.', transferCase)],
      problems: { 404: noCase, 422: 'The step cannot be taken, or not by you.' },
    }),
  ),
];
