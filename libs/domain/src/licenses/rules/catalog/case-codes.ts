import type { RuleEntry } from '../rule.ts';

/** What stands in the way of a transfer case and of its steps. */
export const caseCodes: readonly RuleEntry[] = [
  {
    code: 'LICENSE_KEY_REQUIRED',
    rules: ['K4', 'K8'],
    reveals: 'nothing',
    sentence: 'A case names its licenses by key and device type.',
    remedy: 'Give the source license key, and the device type with a count, in each line.',
  },
  {
    code: 'DESTINATION_DIFFERS',
    rules: ['K4'],
    reveals: 'target',
    sentence: 'Name and link are those of the target account.',
    remedy: 'Copy name and link of the destination organization from its dashboard.',
  },
  {
    code: 'PASSCODE_REQUIRED',
    rules: ['K4'],
    reveals: 'both',
    sentence: 'A case carries the passcodes of both organizations.',
    remedy: 'Give the 4 digits that the dashboard shows; where none are stored, have an owner set some.',
  },
  {
    code: 'PASSCODE_WRONG',
    rules: ['K4'],
    reveals: 'both',
    sentence: 'The passcodes are the requester’s own.',
    remedy: 'Give the 4 digits that the dashboard shows.',
  },
  {
    code: 'PASSCODE_LOCKED',
    rules: ['K4'],
    reveals: 'both',
    sentence: 'After a few wrong passcodes, no more are looked at.',
    remedy: 'Set a new passcode in the dashboard.',
  },
  {
    code: 'CASE_UNKNOWN',
    rules: ['K8'],
    reveals: 'nothing',
    sentence: 'A step names a case that was submitted.',
    remedy: 'Take the id from the confirmation.',
  },
  {
    code: 'CASE_CLOSED',
    rules: ['K8'],
    reveals: 'nothing',
    sentence: 'A case that was approved or refused stays so.',
    remedy: 'Submit a new case.',
  },
  {
    code: 'OWN_CASE',
    rules: ['K8'],
    reveals: 'nothing',
    sentence: 'A case is approved by somebody else than the person who submitted it.',
    remedy: 'Ask a colleague in support.',
  },
  {
    code: 'SUPPORT_ROLE_REQUIRED',
    rules: ['K8'],
    reveals: 'nothing',
    sentence: 'Support approves and refuses cases.',
    remedy: 'Wait for support to decide.',
  },
  {
    code: 'NOT_YOUR_CASE',
    rules: ['K8'],
    reveals: 'nothing',
    sentence: 'The requester and support comment on a case.',
    remedy: 'Have the person who submitted it comment.',
  },
];
