import { z } from 'zod';
import { accountUpdated, administratorRemoved, administratorUpdated } from '../accounts.ts';
import { instant, kindName, lineOfText, recordedEmail } from '../text/primitives.ts';
import { json, page, paging, type Route } from './http-route.ts';

/** Accounts and administrators, changed by people: what is asked here goes out on topic `accounts`. */

const text = lineOfText.nullish();

/** Body of `PUT /api/accounts/ID`: the whole account. */
export const accountBody = accountUpdated.omit({ accountId: true, changedBy: true });

/** Body of `PATCH /api/accounts/ID`: a JSON merge patch of the same (RFC 7396). Null takes away what may be missing. */
export const accountPatch = z.object({
  ...Object.fromEntries(
    Object.entries(accountBody.shape).map(([name, field]) => [name, (field as z.ZodType).nullish()]),
  ),
  editions: z.record(kindName, kindName.nullable()).nullish(),
  address: z.object({ street: text, postalCode: text, city: text }).nullish(),
});

/** Body of `PUT /api/accounts/ID/administrators/EMAIL`. */
export const administratorBody = administratorUpdated.omit({
  accountId: true,
  email: true,
  sealedPasscode: true,
  changedBy: true,
});

const administrator = administratorUpdated.omit({ passcode: true, sealedPasscode: true });

const listedAdministrator = administrator.omit({ changedBy: true }).extend({
  passcode: z
    .enum(['none', 'set', 'locked'])
    .describe('Whether there is a support passcode; locked after wrong tries.'),
  asOf: instant,
});

const accountChange = z.object({
  id: z.string(),
  at: instant,
  recordedAt: instant,
  what: z.enum(['account', 'administrator', 'administrator-removed']),
  email: recordedEmail.optional(),
  source: z.string(),
  changedBy: recordedEmail.optional(),
  fields: z.array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
});

/** Schemas of these routes that are worth a name. */
export const accountSchemas = {
  AccountRequest: accountBody,
  AccountPatch: accountPatch,
  AdministratorRequest: administratorBody,
  Administrator: administrator,
  ListedAdministrator: listedAdministrator,
  AccountChange: accountChange,
};

const accountId = 'As the account system gave it.';
const email = 'Address that the person signs in with.';
const problems = {
  404: 'There is no such account that you can see.',
  422: 'Refused, with every violation: who may change it, or what the body has to be.',
};
const published =
  'It goes out on topic `accounts`; every service has taken it over a moment later. For operators, and for owners and ' +
  'super-users of the account or of one above it.';

export const accountRoutes: readonly Route[] = [
  {
    id: 'putAccount',
    method: 'PUT',
    path: '/api/accounts/{accountId}',
    service: 'ledger',
    summary: 'Enter an account, or replace what is known of it',
    description:
      `${published} What is left out is forgotten; \`PATCH\` keeps it. An account does not set its own terms: plan, price, currency, payment type, package, trial, tax rate, days to pay and to review, whose invoices bear it, ` +
      'kind and contracts are for those above it, tiers for operators. Who is no operator enters an account under an id that starts ' +
      'with the id of its parent and a dot, such as `MSP-1.SITE-7`.',
    parameters: { accountId },
    body: { 'application/json': accountBody },
    idempotent: true,
    answers: [json(202, 'Published, as it is answered.', accountUpdated)],
    problems,
  },
  {
    id: 'patchAccount',
    method: 'PATCH',
    path: '/api/accounts/{accountId}',
    service: 'ledger',
    summary: 'Change some of what is known of an account',
    description:
      'A JSON merge patch (RFC 7396): what is not named stays, null takes away what may be missing, lists are replaced whole. ' +
      'The next change finds this one, however soon it comes. Who may change what is as for the whole account.',
    parameters: { accountId },
    body: { 'application/json': accountPatch, 'application/merge-patch+json': accountPatch },
    idempotent: true,
    answers: [json(202, 'Published: the whole account, as it is now.', accountUpdated)],
    problems,
  },
  {
    id: 'listAdministrators',
    method: 'GET',
    path: '/api/accounts/{accountId}/administrators',
    service: 'ledger',
    summary: 'Who administers an account, and as what',
    description: 'By address.',
    parameters: { accountId },
    query: paging,
    answers: [json(200, 'A page of administrators.', page(listedAdministrator))],
    problems: { 404: problems[404] },
  },
  {
    id: 'putAdministrator',
    method: 'PUT',
    path: '/api/accounts/{accountId}/administrators/{email}',
    service: 'ledger',
    summary: 'Give a person a role in an account, or replace the one that they have',
    description: `${published} The role of support is given by operators alone.`,
    parameters: { accountId, email },
    body: { 'application/json': administratorBody },
    idempotent: true,
    answers: [
      json(
        202,
        'Published, as it is answered; a passcode is on the topic sealed, and nowhere in clear.',
        administrator,
      ),
    ],
    problems,
  },
  {
    id: 'removeAdministrator',
    method: 'DELETE',
    path: '/api/accounts/{accountId}/administrators/{email}',
    service: 'ledger',
    summary: "Take a person's role in an account away",
    description: published,
    parameters: { accountId, email },
    idempotent: true,
    answers: [json(202, 'Published.', administratorRemoved)],
    problems,
  },
  {
    id: 'listAccountHistory',
    method: 'GET',
    path: '/api/accounts/{accountId}/history',
    service: 'ledger',
    summary: 'What changed of an account and of its administrators, when, and who said so',
    description: 'The newest first. Of a passcode only that there is a new one is told.',
    parameters: { accountId },
    query: paging,
    answers: [json(200, 'A page of changes.', page(accountChange))],
    problems: { 404: problems[404] },
  },
];
