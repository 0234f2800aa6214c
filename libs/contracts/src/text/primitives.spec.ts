import type { z } from 'zod';
import { schemaViolations } from '../reading/violations.ts';
import {
  accountIdentifier,
  emailAddress,
  emailAddresses,
  identifier,
  kindName,
  language,
  lineOfText,
  paragraphOfText,
  recordedEmail,
  remark,
  signedAmount,
  timeZone,
} from './primitives.ts';
import {
  accountIdentifierForm,
  identifierForm,
  kindNamePattern,
  lineForm,
  paragraphForm,
  remarkForm,
} from './visible-text.ts';

function told(schema: z.ZodType, value: unknown) {
  const { error } = schema.safeParse(value);
  return error ? schemaViolations(error, value) : [];
}

describe('identifiers', () => {
  test.each([
    ['KO\u0308LN-1', 'KÖLN-1'],
    ['CAFE\u0301', 'CAFÉ'],
    ['\u1112\u1161\u11ab', '한'],
    ['\u212b-1', 'Å-1'],
    ['株式会社 7', '株式会社 7'],
  ])('O13 an identifier is composed: %j', (written, composed) => {
    expect(identifier.parse(written)).toBe(composed);
    expect(accountIdentifier.parse(written)).toBe(composed);
  });

  test.each([
    '.',
    '..',
    ' A',
    'A ',
    'A\u200b1',
    'A\u00ad1',
    '\u2800',
    'A\u3164',
    'A\uffa01',
    'A\u115f1',
    'A\u1160',
    'A\u034f1',
    'A\ufe0f',
    'A\u{e0041}',
    'A\u{1d173}1',
    'A\u00a01',
    'A\u30001',
    'A\u2028B',
    'A\tB',
    '\ufeffA',
  ])('O13 an identifier that cannot be read as it is, is refused: %j', (text) => {
    expect(told(identifier, text)).toMatchObject([{ code: 'WRONG_FORMAT' }]);
    expect(told(accountIdentifier, text)).toMatchObject([{ code: 'WRONG_FORMAT' }]);
  });

  test.each(['...', '.a', 'a.', '..a', 'ENT-1/2'])('O13 %s is an identifier', (text) => {
    expect(told(identifier, text)).toEqual([]);
  });

  test('O13 what is published says of every single character what the code says', () => {
    const pairs = [identifierForm, accountIdentifierForm, lineForm, remarkForm, paragraphForm].map(
      ({ checked, published }) => [checked, new RegExp(published, 'u')] as const,
    );
    const differing: number[] = [];
    for (let code = 0; code <= 0xffff; code++) {
      const alone = String.fromCharCode(code);
      for (const text of [alone, `A${alone}B`]) {
        if (pairs.some(([checked, published]) => checked.test(text) !== published.test(text))) differing.push(code);
      }
    }
    expect(differing.map((code) => code.toString(16))).toEqual([]);
  });
});

describe('texts', () => {
  test.each([
    ['  Köln\u00a0', 'Köln'],
    ['Ko\u0308ln', 'Köln'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
  ])('O13 a line is composed, without blanks around it: %j', (written, kept) => {
    expect(lineOfText.parse(written)).toBe(kept);
  });

  test.each([
    ' ',
    '\u00a0',
    '\u200b',
    '\u200b \u2800',
    '\u3164',
    '\u115f\u1160',
    '\ufeff',
    '\ufe0f',
    '\u202e\u202c',
    '\u{e0020}',
  ])('O13 blanks and invisible characters alone are no text: %j', (text) => {
    expect(told(lineOfText, text)).not.toEqual([]);
    expect(told(remark(100), text)).not.toEqual([]);
    expect(told(paragraphOfText, text)).not.toEqual([]);
  });

  test('O13 a description may be missing or have lines', () => {
    expect(paragraphOfText.parse('')).toBe('');
    expect(paragraphOfText.parse(' one\ntwo ')).toBe('one\ntwo');
    expect(told(remark(100), '')).not.toEqual([]);
    expect(told(lineOfText, 'one\ntwo')).not.toEqual([]);
  });

  test('a text of millions of characters is refused at once', () => {
    const long = `${'a'.repeat(3_000_000)}\n`;
    const started = performance.now();
    for (const schema of [identifier, lineOfText, emailAddress, timeZone]) expect(told(schema, long)).not.toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('e-mail addresses', () => {
  test.each([
    ['it@müller.example', 'it@xn--mller-kva.example'],
    ['it@mu\u0308ller.example', 'it@xn--mller-kva.example'],
    ['it@MÜLLER.example', 'it@xn--mller-kva.example'],
    ['it@xn--mller-kva.example', 'it@xn--mller-kva.example'],
    ['IT@Kunde.Example', 'IT@kunde.example'],
    ['jo\u0308rg@kunde.example', 'jörg@kunde.example'],
    ['株@会社.example', '株@xn--6oqz68g.example'],
  ])('O13 %j is kept as %s', (written, kept) => {
    if (kept.includes('6oqz')) expect(emailAddress.parse(written)).toMatch(/^株@xn--[a-z0-9]+\.example$/);
    else expect(emailAddress.parse(written)).toBe(kept);
  });

  test.each([
    'it\u200b@kunde.example',
    'it\u2800@kunde.example',
    'it\u3164@kunde.example',
    'a@b',
    '..@x',
    'it@kunde.example.',
    'it%evil.example@kunde.example',
    'evil.example!it@kunde.example',
    'it@1.2.3.4',
    'it@0x7f.1',
    'it@a/b.example',
    'it@kun$de.example',
    ' it@kunde.example',
    'IT <it@kunde.example>',
  ])('O13 %j is no address', (text) => {
    expect(told(emailAddress, text)).toMatchObject([{ code: 'WRONG_FORMAT' }]);
  });

  test('O13 one mailbox is there once, as it was written first', () => {
    const written = ['it@müller.example', 'IT@xn--mller-kva.example', 'it@mu\u0308ller.example', 'other@x.example'];
    expect(emailAddresses(50).parse(written)).toEqual(['it@xn--mller-kva.example', 'other@x.example']);
  });

  test('O13 what was taken before can be read', () => {
    for (const text of ['a@b', 'it\u200b@kunde.example', 'a%b@c']) expect(recordedEmail.parse(text)).toBe(text);
  });
});

describe('time zones', () => {
  test.each([
    ['Europe/Warsaw', 'Europe/Warsaw'],
    ['europe/warsaw', 'Europe/Warsaw'],
    ['US/Eastern', 'US/Eastern'],
    ['utc', 'UTC'],
    ['Etc/GMT+1', 'Etc/GMT+1'],
  ])('K14 %s is a time zone', (written, kept) => {
    expect(timeZone.parse(written)).toBe(kept);
    expect(new RegExp(timeZone.meta()?.pattern as string).test(kept)).toBe(true);
  });

  test.each([
    ['Eastern Standard Time', /Europe\/Warsaw, America\/New_York or UTC/],
    ['+01:00', /Europe\/Warsaw/],
    ['UTC+1', /Europe\/Warsaw/],
    ['-05', /Europe\/Warsaw/],
    ['Europe/Warschau', /^write Europe\/Warsaw$/],
    ['America/NewYork', /^write America\/New_York$/],
    ['', /Europe\/Warsaw/],
  ])('K14 %j is none, and the remedy names one', (text, remedy) => {
    expect(told(timeZone, text)).toMatchObject([
      { code: 'UNKNOWN_TIME_ZONE', remedy: expect.stringMatching(remedy), message: expect.any(String) },
    ]);
  });
});

describe('languages', () => {
  test.each([
    ['de', 'de'],
    ['DE-at', 'de-AT'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['pt-BR', 'pt-BR'],
    ['iw', 'he'],
    [' ja ', 'ja'],
  ])('F4 %s is a language', (written, kept) => {
    expect(language.parse(written)).toBe(kept);
    expect(new RegExp(language.meta()?.pattern as string).test(kept)).toBe(true);
  });

  test.each([
    ['German', /de, fr-CA or ja/],
    ['xx', /de, fr-CA or ja/],
    ['de-QX', /de, fr-CA or ja/],
    ['de_AT', /^write de-AT$/],
    ['de-', /de, fr-CA or ja/],
    ['und', /de, fr-CA or ja/],
    ['', /de, fr-CA or ja/],
  ])('F4 %j is none, and the remedy names one', (text, remedy) => {
    expect(told(language, text)).toMatchObject([
      { code: 'UNKNOWN_LANGUAGE', remedy: expect.stringMatching(remedy), message: expect.any(String) },
    ]);
  });
});

test('I5 an amount holds the largest price of the most licenses on every line of an order', () => {
  const largest = String(999_999_999_999_99n * 1_000_000n * 500n).replace(/..$/, '.$&');
  expect(told(signedAmount, largest)).toEqual([]);
  expect(told(signedAmount, `-${largest}`)).toEqual([]);
});

describe('T6 names of device types and editions', () => {
  test.each([
    ['mx ', 'mx'],
    [' Access  Point', 'Access  Point'],
    ['\tMX\u00a0', 'MX'],
  ])('%j is read as %j', (told, name) => {
    expect(kindName.parse(told)).toBe(name);
    expect(new RegExp(kindNamePattern, 'u').test(told)).toBe(true);
  });

  test.each([[''], ['  '], ['.'], [' .. '], ['M\u200bX'], ['M\nX'], ['x'.repeat(65)]])('%j is none', (told) => {
    expect(kindName.safeParse(told).success).toBe(false);
    if (told.length <= 64) expect(new RegExp(kindNamePattern, 'u').test(told)).toBe(false);
  });
});
