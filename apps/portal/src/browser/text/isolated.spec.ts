import { isolated, isolating } from './isolated.ts';

describe('names that read the other way leave our sentences as they are', () => {
  test.each([
    ['Łódź Logistyka S.A.', 'Łódź Logistyka S.A.'],
    ['株式会社さくらネット', '株式会社さくらネット'],
    ['EUR 12.00', 'EUR 12.00'],
    ['شركة (ش.م.م)', '\u2068شركة (ش.م.م)\u2069'],
    ['מפעלי הצפון', '\u2068מפעלי הצפון\u2069'],
    ['Acme\u202egpj.exe', '\u2068Acmegpj.exe\u2069'],
    ['Acme\u2069 out', '\u2068Acme out\u2069'],
  ])('%j', (name, shown) => {
    expect(isolated(name)).toBe(shown);
  });

  test('in every function of a language, and nowhere else', () => {
    const texts = isolating({
      title: 'a',
      days: ['b'],
      of: { went: (count: number, to: string) => `${count} to ${to}, today` },
    });
    expect(texts.of.went(3, 'אבג')).toBe('3 to \u2068אבג\u2069, today');
    expect([texts.title, texts.days]).toEqual(['a', ['b']]);
  });
});
