import { languageOf } from './language.ts';

const asked = (query: object, headers: Record<string, string> = {}) => languageOf({ query, headers });
const cookie = 'seatwright=x; seatwright-language=de';

describe('P the language of pages', () => {
  test.each([
    ['nothing is English', {}, {}, 'en'],
    ['the browser, with its country', {}, { 'accept-language': 'fr, de-AT;q=0.8, en' }, 'de-AT'],
    ['a language that nobody speaks here', {}, { 'accept-language': 'ja,zh-Hant' }, 'en'],
    ['what was chosen before', {}, { cookie, 'accept-language': 'en' }, 'de'],
    ['what is asked for', { language: 'en' }, { cookie }, 'en'],
    ['what cannot be a language', { language: ['de'] }, { 'accept-language': 'en' }, 'en'],
    ['what is none', { language: 'xx' }, { cookie: 'seatwright-language=de"><b>' }, 'en'],
  ])('is by %s', (_, query, headers, tag) => {
    expect(asked(query, headers as unknown as Record<string, string>)).toBe(tag);
  });
});
