import { account, administrator, asked, codes, given, lot, terms } from '#test/fixtures/books.ts';
import { decideApproval, decideCaseRefusal, decideCaseWithdrawal, decideComment } from '../cases/case-steps.ts';
import { decideCase, passcodeTries, type SubmitCase } from '../cases/case-submit.ts';
import { type Books, evolve, heldOf, keyOf } from './books.ts';

const by = 'net@firm.example';
const licenseKey = 'Z2AB-1234-5678';
const model = { licensingModel: 'co-termination', link: 'https://n1.example/o/B' } as const;

function firm(): Books {
  return given({
    accounts: [account('A', model), account('B', { ...model, name: 'Branch B' })],
    administrators: ['A', 'B'].map((id) => administrator(id, by, { passcodeHash: 'opaque' })),
    holdings: [[lot('L1', { program: 'meraki', licenseKey, deviceType: 'MX' }), 'A', 10]],
  });
}

const details = {
  ...{ scope: 'one key', frequency: 'once', startTime: 'now', relatedCases: 'none' },
  ...{ testResults: 'none', workaround: 'none', businessImpact: 'branch without licenses' },
};

function submit(books: Books, change: Partial<SubmitCase> = {}) {
  const command: SubmitCase = {
    ...asked(by),
    requestedBy: by,
    ...{ from: 'A', to: 'B', lines: [{ licenseKey, deviceType: 'MX', quantity: 4 }] },
    ...{ destinationName: 'branch b', destinationLink: 'https://n1.example/o/B/' },
    details,
    passcodes: { source: 'right', target: 'right' },
    ...change,
  };
  const events = decideCase(books, command, terms);
  for (const event of events) evolve(books, event);
  return { caseId: command.id, answer: events.at(-1) ?? {} };
}

const step = (caseId: string, person: string, support: boolean, comment?: string) => ({
  ...asked(person),
  ...{ requestedBy: person, caseId, support, comment },
});

describe('K8 transfer cases', () => {
  test('K8 submitted, commented, approved: the transfer is made and the history is full', () => {
    const books = firm();
    const { caseId } = submit(books);
    evolve(books, decideComment(books, step(caseId, by, false, 'please hurry')));
    for (const event of decideApproval(books, step(caseId, 'sup@vendor.example', true, 'done'), terms))
      evolve(books, event);
    expect(heldOf(books, 'B', 'L1')).toBe(4);
    expect(books.cases.get(caseId)).toMatchObject({
      state: 'executed',
      transferId: expect.any(String),
      history: [
        { step: 'submitted', by },
        { step: 'commented', by, comment: 'please hurry' },
        { step: 'approved', by: 'sup@vendor.example', comment: 'done' },
      ],
    });
  });

  test('K8 rules are checked again at approval, and the case stays open', () => {
    const books = firm();
    const { caseId } = submit(books);
    evolve(books, { type: 'AdministratorUpdated', administrator: administrator('B', by, { access: 'read-only' }) });
    const events = decideApproval(books, step(caseId, 'sup@vendor.example', true, 'now?'), terms);
    expect(codes(events[0] ?? {})).toEqual(['FULL_ACCESS_REQUIRED']);
    for (const event of events) evolve(books, event);
    expect(books.cases.get(caseId)).toMatchObject({
      state: 'submitted',
      history: [
        { step: 'submitted' },
        {
          ...{ step: 'approval-failed', by: 'sup@vendor.example', comment: 'now?' },
          violations: [{ code: 'FULL_ACCESS_REQUIRED' }],
        },
      ],
    });
    expect(heldOf(books, 'B', 'L1')).toBe(0);
  });

  test('K8 only support approves and refuses, strangers do not comment, and closed is closed', () => {
    const books = firm();
    const { caseId } = submit(books);
    expect(codes(decideCaseRefusal(books, step(caseId, by, false)))).toEqual(['SUPPORT_ROLE_REQUIRED']);
    expect(decideApproval(books, step(caseId, by, false), terms).map(codes)).toEqual([['SUPPORT_ROLE_REQUIRED']]);
    expect(codes(decideComment(books, step(caseId, 'other@firm.example', false)))).toEqual(['NOT_YOUR_CASE']);
    evolve(books, decideCaseRefusal(books, step(caseId, 'sup@vendor.example', true, 'no')));
    expect(books.cases.get(caseId)?.state).toBe('refused');
    expect(decideApproval(books, step(caseId, 'sup@vendor.example', true), terms).map(codes)).toEqual([
      ['CASE_CLOSED'],
    ]);
    expect(codes(decideComment(books, step('none', by, true)))).toEqual(['CASE_UNKNOWN']);
  });

  test('K8 a case is taken back by whoever submitted it, nobody else, and as long as it is open', () => {
    const books = firm();
    const { caseId } = submit(books);
    expect(codes(decideCaseWithdrawal(books, step(caseId, 'sup@vendor.example', true)))).toEqual(['NOT_YOUR_CASE']);
    expect(codes(decideCaseWithdrawal(books, step('none', by, false)))).toEqual(['CASE_UNKNOWN']);
    evolve(books, decideCaseWithdrawal(books, step(caseId, by, false, 'no longer needed')));
    expect(books.cases.get(caseId)).toMatchObject({
      state: 'withdrawn',
      history: [{ step: 'submitted' }, { step: 'withdrawn', by, comment: 'no longer needed' }],
    });
    expect(codes(decideCaseWithdrawal(books, step(caseId, by, false)))).toEqual(['CASE_CLOSED']);
    const [refused] = decideApproval(books, step(caseId, 'sup@vendor.example', true), terms);
    expect(refused).toMatchObject({
      violations: [{ code: 'CASE_CLOSED', message: expect.stringContaining('withdrawn') }],
    });
    expect(heldOf(books, 'B', 'L1')).toBe(0);
  });

  test('K8 nobody approves a case of their own, support neither', () => {
    const books = firm();
    const { caseId } = submit(books);
    expect(decideApproval(books, step(caseId, by, true), terms).map(codes)).toEqual([['OWN_CASE']]);
    expect(books.cases.get(caseId)?.state).toBe('submitted');
  });

  test('K8 L11 a requester who lost the right since then gets nothing by an approval', () => {
    const books = firm();
    const { caseId } = submit(books);
    evolve(books, { type: 'AdministratorUpdated', administrator: administrator('A', by, { role: 'member' }) });
    const events = decideApproval(books, step(caseId, 'sup@vendor.example', true), terms);
    expect(codes(events[0] ?? {})).toEqual(['WRITE_ACCESS_REQUIRED', 'ADMINISTRATOR_OF_BOTH_REQUIRED']);
  });

  test.each<[string, Partial<SubmitCase>, string[]]>([
    ['no key', { lines: [{ lotId: 'L1', quantity: 1 }] }, ['LICENSE_KEY_REQUIRED']],
    ['another name', { destinationName: 'Branch C' }, ['DESTINATION_DIFFERS']],
    ['another link', { destinationLink: 'https://n2.example/o/C' }, ['DESTINATION_DIFFERS']],
    ['no passcode', { passcodes: { source: 'missing', target: 'right' } }, ['PASSCODE_REQUIRED']],
    ['a wrong passcode', { passcodes: { source: 'right', target: 'wrong' } }, ['PASSCODE_WRONG']],
    ['more than there is', { lines: [{ licenseKey, deviceType: 'MX', quantity: 11 }] }, ['EXCEEDS_TRANSFERABLE']],
  ])('K4 refuses %s', (_what, change, expected) => {
    expect(codes(submit(firm(), change).answer)).toEqual(expected);
  });

  const messagesOf = (books: Books, change: Partial<SubmitCase>) => {
    const { answer } = submit(books, change);
    return 'violations' in answer ? (answer.violations as { message: string; remedy: string }[]) : [];
  };

  test('K4 where no passcode is stored, that is said, and how to get one', () => {
    const books = firm();
    evolve(books, { type: 'AdministratorUpdated', administrator: administrator('A', by) });
    const [found] = messagesOf(books, { passcodes: { source: 'wrong', target: 'right' } });
    expect(found).toMatchObject({
      ...{ code: 'PASSCODE_REQUIRED', message: expect.stringContaining('no support passcode') },
      remedy: expect.stringContaining('owner'),
    });
  });

  test('K4 how the destination is known is said to those alone who administer it', () => {
    const [found] = messagesOf(firm(), { destinationName: 'Branch C' });
    expect(found).toMatchObject({
      message: 'Branch C is not the name of B, which is Branch B',
      remedy: 'give Branch B',
    });
    const books = firm();
    const gone = administrator('B', by, { removed: true, passcodeHash: 'opaque' });
    evolve(books, { type: 'AdministratorUpdated', administrator: gone });
    expect(JSON.stringify(messagesOf(books, { destinationName: 'Branch C' }).slice(0, 2))).not.toContain('Branch B');
  });

  test('K4 wrong passcodes lock, right ones start over, a new one unlocks', () => {
    const books = firm();
    const wrong = { passcodes: { source: 'wrong', target: 'right' } } as const;
    for (let tries = 1; tries < passcodeTries; tries += 1) submit(books, wrong);
    expect(codes(submit(books).answer)).toEqual([]);
    for (let tries = 0; tries < passcodeTries; tries += 1) submit(books, wrong);
    expect(codes(submit(books).answer)).toEqual(['PASSCODE_LOCKED']);
    expect(books.administrators.get(keyOf('A', by))?.passcodeFailures).toBe(passcodeTries);
  });
});
