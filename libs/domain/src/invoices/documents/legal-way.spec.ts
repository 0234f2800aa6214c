import { legalWay } from './legal-way.ts';

describe('where the law wants another way', () => {
  test.each([
    ['PL', 'PL', 'ksef'],
    ['IT', 'IT', 'sdi'],
    ['BE', 'BE', 'peppol'],
    ['PL', 'DE', undefined],
    ['DE', 'DE', undefined],
    ['PL', undefined, undefined],
  ])('I6 from %s to %s it is %s', (seller, buyer, way) => {
    expect(legalWay(seller, buyer, 'en16931-ubl')).toBe(way);
  });

  test('I6 a document as Peppol has it is the invoice in Belgium', () => {
    expect(legalWay('BE', 'BE', 'peppol-bis')).toBeUndefined();
  });
});
