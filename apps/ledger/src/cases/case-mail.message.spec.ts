import type { CaseStep } from '#domain/licenses/books/case.ts';
import { composeCaseMail } from './case-mail.message.ts';
import type { ToldCase } from './case-mail.views.ts';

const steps: CaseStep['step'][] = ['submitted', 'commented', 'approved', 'approval-failed', 'refused', 'withdrawn'];
const told = (step: CaseStep['step']): ToldCase => ({
  case: {
    caseId: 'X-1',
    from: 'ORG-1',
    to: 'ORG-2',
    requestedBy: 'admin@org.example',
    destinationLink: 'https://org.example/',
    details: {
      ...{ scope: '12', frequency: '34', startTime: '56', relatedCases: '78' },
      ...{ testResults: '90', workaround: '21', businessImpact: '43' },
    },
    lines: [{ licenseKey: 'Z2AA-BBBB-CCCC', quantity: 3 }],
    history: [{ step, at: '2026-11-21T10:15:00.000Z', by: 'admin@org.example', comment: '<b> & co' }],
  } as unknown as ToldCase['case'],
  fromName: 'Nord',
  toName: '株式会社',
  timeZone: null,
  step: 1,
  firstMessageId: null,
});
const letterhead = { publicUrl: 'https://licenses.example.com', supportEmail: 'help@x.example' };
const plain = (html: unknown) => String(html).replace(/<(style|title)[\s\S]*?<\/\1>|<[^>]*>/g, ' ');

describe.each([
  ['de', 'Übertragungsfall, Nord an 株式会社:', '21.11.2026, 10:15 Uhr UTC'],
  ['fr', 'Demande de transfert, Nord vers 株式会社', '21/11/2026 à 10:15 UTC'],
  ['ja', '移管案件（Nord から 株式会社）：', '2026年11月21日 10:15 UTC'],
])('K8 a mail about a case in %s', (language, subject, at) => {
  test.each(steps)('tells of the step %s', (step) => {
    const mail = composeCaseMail(told(step), { ...letterhead, language });
    expect(mail.subject).toContain(subject);
    expect(mail.html).toContain(`<html lang="${language}"`);
    expect(mail.html).toContain('&lt;b&gt; &amp; co');
    for (const part of [plain(mail.html), String(mail.text)]) {
      for (const text of [at, 'help@x.example', 'admin@org.example', 'Z2AA-BBBB-CCCC']) expect(part).toContain(text);
      expect(part).not.toMatch(/\b(licen[s]e|case|history|to be moved|submitted|refused|by|support has)\b/i);
    }
  });
});

test('K8 without a language, or in one that is not here, it is in English', () => {
  const mail = composeCaseMail(told('refused'), letterhead);
  expect(mail.subject).toBe('Transfer case, Nord to 株式会社: refused');
  expect(composeCaseMail(told('refused'), { ...letterhead, language: 'pt' })).toEqual(mail);
});

test.each([
  ['Pacific/Auckland', '21 November 2026, 23:15 Pacific/Auckland (UTC+13:00)'],
  ['Europe/Warschau', '21 November 2026, 10:15 UTC'],
  [null, '21 November 2026, 10:15 UTC'],
])('K8 F10 its times are those of the organization’s clocks, and it says which: %s', (timeZone, at) => {
  const mail = composeCaseMail({ ...told('submitted'), timeZone }, letterhead);
  for (const part of [plain(mail.html), String(mail.text)]) expect(part).toContain(at);
});
