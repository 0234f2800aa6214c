import { asSentence } from './sentence.ts';

test.each([
  ['it is too much', 'It is too much.'],
  ['take less, or ask', 'Take less, or ask.'],
  ['one, or two', 'One, or two.'],
  ['Is it so?', 'Is it so?'],
])('P3 what the services say reads as a sentence beside others: %s', (text, sentence) => {
  expect(asSentence(text)).toBe(sentence);
});

test.each([
  'lines[0].quantity is less than 1',
  'anna@nordwind.example has no role',
  'taxId is missing',
  'SO-1 is known',
])('P3 an id or a path at its beginning keeps its letters: %s', (text) => {
  expect(asSentence(text)).toBe(`${text}.`);
});
