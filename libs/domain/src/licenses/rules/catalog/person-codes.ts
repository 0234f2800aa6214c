import type { RuleEntry } from '../rule.ts';

/** What the person who asks may not do, or is not told. */
export const personCodes: readonly RuleEntry[] = [
  {
    code: 'REQUESTER_REQUIRED',
    rules: ['L11'],
    reveals: 'nothing',
    sentence: 'A request names the person who asks.',
    remedy: 'Give the e-mail address of an administrator of the account as requestedBy.',
  },
  {
    code: 'WRITE_ACCESS_REQUIRED',
    rules: ['P1', 'L11'],
    reveals: 'nothing',
    sentence: 'The person who asks may change what the source has.',
    remedy: 'Have an administrator of the account with full access ask.',
  },
  {
    code: 'OWNER_REQUIRED',
    rules: ['P1'],
    reveals: 'source',
    sentence: 'An account is changed by its owners, those above it, and operators.',
    remedy: 'Have an owner of the account ask.',
  },
  {
    code: 'ACCOUNT_ID_NOT_YOURS',
    rules: ['P1'],
    reveals: 'nothing',
    sentence: 'Who is no operator enters accounts under ids that start with the id of their parent and a dot.',
    remedy: 'Take an id such as MSP-1.SITE-7 below MSP-1, or ask an operator to enter the account.',
  },
  {
    code: 'SET_FROM_ABOVE',
    rules: ['P1'],
    reveals: 'source',
    sentence: 'Terms of an account are set by those above it, not by itself.',
    remedy: 'Leave it as it is, or ask the parent account or an operator.',
  },
  {
    code: 'SET_BY_OPERATORS',
    rules: ['P1'],
    reveals: 'nothing',
    sentence: 'Tiers and the role of support are given by operators alone.',
    remedy: 'Ask an operator.',
  },
  {
    code: 'PARENT_NOT_YOURS',
    rules: ['P1'],
    reveals: 'nothing',
    sentence: 'An account is put below one that the person owns as well.',
    remedy: 'Name an account that you own.',
  },
  {
    code: 'PARENT_IS_BELOW',
    rules: ['P1'],
    reveals: 'nothing',
    sentence: 'No account is below itself.',
    remedy: 'Name an account above it.',
  },
  {
    code: 'NOT_TOLD',
    rules: ['L11'],
    reveals: 'nothing',
    sentence: 'What was found out about an account is told to those alone who may see it.',
    remedy: 'Ask somebody who may see both accounts.',
  },
];
