import type { PluralText, TextKey, WrittenLanguage } from './language.ts';
import { issuedLanguage, writtenLanguageOf, writtenLanguages } from './languages.ts';
import { english } from './texts/en.ts';

const keys = Object.keys(english.texts) as TextKey[];
const formsOf = (text: string | PluralText): readonly string[] =>
  typeof text === 'string' ? [text] : Object.values(text).filter((form) => form !== undefined);
const placeholdersOf = (text: string) => [...text.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name).sort();

describe.each(writtenLanguages.map((language) => [language.tag, language] as const))(
  'F4 %s',
  (tag, language: WrittenLanguage) => {
    test('is a tag of BCP 47 as it is usually spelled', () => {
      expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
    });

    test('has every text, and none that nobody asks for', () => {
      expect(Object.keys(language.texts).sort()).toEqual([...keys].sort());
      expect(keys.filter((key) => formsOf(language.texts[key]).some((form) => form.trim() === ''))).toEqual([]);
    });

    test.each(keys)('has the placeholders that English has: %s', (key) => {
      const [reference = ''] = formsOf(english.texts[key]).slice(-1);
      for (const form of formsOf(language.texts[key])) {
        // A form for one thing alone need not say how many.
        const found = new Set([...placeholdersOf(form), ...(reference.includes('{count}') ? ['count'] : [])]);
        expect([...found].sort()).toEqual([...new Set(placeholdersOf(reference))].sort());
      }
    });

    test('has a form for every number, and none that no number asks for', () => {
      const asked = new Set(Array.from({ length: 1_001 }, (_, count) => new Intl.PluralRules(tag).select(count)));
      const plural = keys.filter((key) => typeof english.texts[key] !== 'string');
      for (const key of plural) expect(new Set(Object.keys(language.texts[key]))).toEqual(new Set([...asked, 'other']));
      expect(plural.length).toBeGreaterThan(3);
    });

    test('has twelve months, and formats with what they are filled with alone', () => {
      const { months, shortMonths, ...formats } = language.formats;
      expect([months.length, shortMonths.length]).toEqual([12, 12]);
      const allowed: Readonly<Record<string, readonly string[]>> = {
        date: ['d', 'dd', 'm', 'mm', 'month', 'yyyy'],
        month: ['m', 'mm', 'month', 'yyyy'],
        shortMonth: ['m', 'mm', 'month', 'yyyy'],
        period: ['d', 'dd', 'last', 'm', 'mm', 'month', 'yyyy'],
        moment: ['date', 'time', 'zone'],
        percent: ['number'],
      };
      for (const [name, format] of Object.entries(formats)) {
        expect(placeholdersOf(format).filter((each) => !(allowed[name] ?? []).includes(each))).toEqual([]);
      }
      expect(formats.date).toMatch(/\{dd?\}/);
      expect(formats.date).toContain('{yyyy}');
    });
  },
);

test.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['DE-latn-AT-1996', 'de'],
  ['en-GB', 'en'],
  ['de-x-private', 'de'],
  ['dem', 'en'],
  ['fr-CA', 'fr'],
  ['ja-JP-u-ca-japanese', 'ja'],
  ['pt-BR', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('F4 whoever reads %s gets %s', (tag, expected) => {
  expect(writtenLanguageOf(tag).tag).toBe(expected);
});

test('F7 what is kept of a language is the one that there is: nothing of English, as before there were others', () => {
  expect(['de-AT', 'en-GB', 'pt-BR', undefined].map(issuedLanguage)).toEqual(['de', undefined, undefined, undefined]);
});
