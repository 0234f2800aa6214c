import { matchOf } from './matched.ts';

const harbour = { id: 'ACC-1', name: 'Łódź Port' };
const found = [
  harbour,
  { id: 'ACC-2', name: 'Łódź Port Magazyn' },
  { id: 'ACC-3', name: 'Twin' },
  { id: 'ACC-4', name: 'twin' },
];

describe('P3 names and ids of pasted rows', () => {
  test.each(['ACC-1', ' acc-1 ', 'Łódź Port', 'ŁÓDŹ  PORT', 'Lo\u0301dz\u0301 Port'.replace('L', 'Ł')])(
    '%j is one',
    (text) => {
      expect(matchOf(text, found)).toBe(harbour);
    },
  );

  test.each(['Łódź', 'Twin', '', 'ACC', 'somebody else'])('%j is for somebody to settle', (text) => {
    expect(matchOf(text, found)).toBeUndefined();
  });

  test('an id goes before a name that is the same', () => {
    expect(matchOf('ACC-1', [...found, { id: 'ACC-9', name: 'ACC-1' }])).toBe(harbour);
  });
});
