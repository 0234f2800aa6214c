import { z } from 'zod';
import { lineNames, namesOf, transferRequested } from '../license-requests.ts';
import { mailRecipient } from '../mails.ts';
import { derivedIdentifier, httpsUrl, identifier, instant, remark, violation } from '../text/primitives.ts';
import { json, page, paging, type Route } from './http-route.ts';
import { remainingUnderKey } from './ledger/http-transfers.ts';

/** Transfer cases (K8): submitted by an administrator, decided by support. */

const passcode = z.string().regex(/^\d{4}$/, 'is not four digits');
const text = remark(2000);

const details = z.object({
  scope: text,
  frequency: text,
  startTime: text,
  relatedCases: text,
  testResults: text,
  workaround: text,
  businessImpact: text,
});

/** What a case asks for, each line with its own name. */
export const caseBody = transferRequested.omit({ requestedBy: true }).extend({
  destinationName: remark(200),
  destinationLink: httpsUrl,
  passcodes: z.object({ source: passcode, destination: passcode }),
  details,
});

export type CaseBody = z.infer<typeof caseBody>;

const keyUnused = 'is the key of no line: lines that name a deviceType alone are under it';

/** Body of `POST /api/transfer-cases`: the license key may stand once for all lines that name a device type alone (K4). */
export const caseSubmission = caseBody
  .extend({
    licenseKey: identifier.optional().describe('The key of the lines that name a `deviceType` alone.'),
    lines: z.array(lineNames).min(1).max(200),
  })
  .superRefine((body, context) => {
    for (const [index, line] of underKey(body).lines.entries()) {
      if (namesOf(line) === 1) continue;
      const message = 'names its licenses by exactly one of lotId, licenseKey (with deviceType) and sku';
      context.addIssue({ code: 'custom', path: ['lines', index], message });
    }
    const { licenseKey } = body;
    if (licenseKey !== undefined && !underKey(body).lines.some((line) => line.licenseKey === licenseKey)) {
      context.addIssue({ code: 'custom', path: ['licenseKey'], message: keyUnused });
    }
  });

/** The same with the key on each of its lines, as a case is decided about. */
export function underKey({ licenseKey, lines, ...body }: z.infer<typeof caseSubmission>): CaseBody {
  const isUnder = (line: CaseBody['lines'][number]) => namesOf(line) === 0 && line.deviceType !== undefined;
  return {
    ...body,
    lines: lines.map((line) => (licenseKey !== undefined && isUnder(line) ? { ...line, licenseKey } : line)),
  };
}

/** How far a case is. */
export const caseState = z.enum(['submitted', 'refused', 'withdrawn', 'executed']);

const caseStep = z.object({
  step: z.enum(['submitted', 'commented', 'approval-failed', 'approved', 'refused', 'withdrawn']),
  at: instant,
  by: z.string(),
  comment: z.string().optional(),
  violations: z.array(violation).optional(),
});

const transferCase = z.object({
  caseId: derivedIdentifier,
  state: caseState,
  from: identifier,
  to: identifier,
  lines: z.array(z.looseObject({ quantity: z.number() })),
  requestedBy: z.string(),
  destinationName: z.string(),
  destinationLink: z.string(),
  details,
  history: z.array(caseStep),
  transferId: derivedIdentifier.optional(),
  rulesNow: z
    .array(violation)
    .optional()
    .describe('Of a case that waits: what stands in the way of approving it now; empty: nothing.'),
});

const caseMail = z.object({
  step: z.int(),
  messageId: z.string(),
  state: z.enum(['waiting', 'claimed', 'sent', 'undeliverable', 'superseded']),
  recipients: z.array(mailRecipient),
  attempts: z.int(),
  doubtful: z.int(),
});

const shownCase = transferCase.extend({
  mails: z.array(caseMail),
  remaining: z
    .array(remainingUnderKey)
    .optional()
    .describe('What the source holds now under the license keys of the case; for those who see it.'),
});

/** Bodies of the steps of a case: what is said and why something is refused has words, an approval may do without. */
export const caseStepBodies = {
  comment: z.object({ comment: text }),
  approve: z.object({ comment: text.optional() }),
  refuse: z.object({ comment: text }),
  withdraw: z.object({ comment: text.optional() }),
} as const;

/** Schemas of these routes that are worth a name. */
export const caseSchemas = {
  TransferCaseRequest: caseSubmission,
  TransferCase: transferCase,
  ShownTransferCase: shownCase,
  TransferCaseStep: caseStep,
  TransferCaseMail: caseMail,
  TransferCaseDetails: details,
  TransferCaseComment: caseStepBodies.comment,
  TransferCaseApproval: caseStepBodies.approve,
  TransferCaseRefusal: caseStepBodies.refuse,
  TransferCaseWithdrawal: caseStepBodies.withdraw,
};

const parameters = { caseId: 'As the submission answered it.' };
const noCase = 'There is no such case that you can see.';

const steps = [
  ['comment', 'Say something about a case'],
  ['approve', 'Approve a case: the rules are checked again and the transfer is done'],
  ['refuse', 'Refuse a case, and say why'],
  ['withdraw', 'Take a case back that you submitted, as long as nobody has decided'],
] as const;

export const caseRoutes: readonly Route[] = [
  {
    id: 'submitTransferCase',
    limited: true,
    method: 'POST',
    path: '/api/transfer-cases',
    service: 'ledger',
    summary: 'Ask support for a transfer',
    body: { 'application/json': caseSubmission },
    idempotent: true,
    answers: [json(201, 'Submitted; a mail confirms it.', transferCase)],
    problems: {
      404: 'There is no such account that you can see.',
      409: 'The preview is stale: `PLAN_STALE`; preview again.',
      422: 'Refused, with every violation.',
    },
  },
  {
    id: 'listTransferCases',
    method: 'GET',
    path: '/api/transfer-cases',
    service: 'ledger',
    summary: 'Cases of your accounts',
    description: 'The newest first.',
    query: {
      state: { schema: caseState, description: '`submitted`: only what waits for support.' },
      account: { schema: identifier, description: 'Only what goes from this account or to it.' },
      rules: {
        schema: z.enum(['true', 'false']),
        description: '`true`: each that waits with `rulesNow`, what its rules say now; `limit` is at most 100 then.',
      },
      ...paging,
    },
    answers: [json(200, 'A page of cases.', page(transferCase))],
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
      body: { 'application/json': caseStepBodies[step] },
      ...(step === 'approve' || step === 'withdraw' ? { bodyOptional: true } : {}),
      idempotent: true,
      answers: [json(200, 'The case after the step.', transferCase)],
      problems: { 404: noCase, 422: 'The step cannot be taken, or not by you.' },
    }),
  ),
];
