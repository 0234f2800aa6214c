import { pastedRows } from './pasted.ts';

const expected = [
  { organization: 'Łódź Magazyn', product: 'MIST-AP-STD-1Y', quantity: '10' },
  { organization: 'ACC-102', product: 'MIST-AP-STD-1Y', quantity: '5' },
];

describe('P3 rows pasted from a sheet', () => {
  test.each([
    ['tabs', 'Łódź Magazyn\tMIST-AP-STD-1Y\t10\nACC-102\tMIST-AP-STD-1Y\t5'],
    ['semicolons, as German sheets have it', 'Łódź Magazyn;MIST-AP-STD-1Y;10\r\nACC-102;MIST-AP-STD-1Y;5\r\n'],
    ['commas', 'Łódź Magazyn, MIST-AP-STD-1Y, 10\nACC-102,MIST-AP-STD-1Y,5'],
    [
      'titles above them, and empty lines',
      '\nOrganization\tProduct\tQuantity\n\nŁódź Magazyn\tMIST-AP-STD-1Y\t10\n\nACC-102\tMIST-AP-STD-1Y\t5\n\n',
    ],
    ['quotes', '"Łódź Magazyn","MIST-AP-STD-1Y","10"\n"ACC-102",MIST-AP-STD-1Y,5'],
  ])('are read with %s', (_what, text) => {
    expect(pastedRows(text).rows).toEqual(expected);
  });

  test('without a product are of the one that is chosen', () => {
    expect(pastedRows('ACC-101\t10\nACC-102\t\t5').rows).toEqual([
      { organization: 'ACC-101', quantity: '10' },
      { organization: 'ACC-102', quantity: '5' },
    ]);
  });

  test.each([
    ['Sons, Daughters & Co, MIST-AP-STD-1Y, 3', 'Sons, Daughters & Co'],
    ['"Sons, Daughters & Co",MIST-AP-STD-1Y,3', 'Sons, Daughters & Co'],
    ['"The ""Old"" Harbour";MIST-AP-STD-1Y;3', 'The "Old" Harbour'],
    ['Sons, Daughters & Co\tMIST-AP-STD-1Y\t3', 'Sons, Daughters & Co'],
  ])('may have a name with marks of their own: %s', (text, organization) => {
    expect(pastedRows(text).rows).toEqual([{ organization, product: 'MIST-AP-STD-1Y', quantity: '3' }]);
  });

  test.each(['', '  \n\t\n', '\n'])('are none in %j', (text) => {
    expect(pastedRows(text)).toEqual({ rows: [] });
  });

  test('keep what cannot be right, for somebody to put right, and say which line was taken as titles', () => {
    const odd = { organization: 'ACC-102', product: 'MIST-AP-STD-1Y', quantity: 'ten' };
    expect(pastedRows('ACC-101\nACC-102\tMIST-AP-STD-1Y\tten')).toEqual({
      rows: [{ organization: 'ACC-101', quantity: '' }, odd],
    });
    expect(pastedRows('Magazyn\tten')).toEqual({ rows: [{ organization: 'Magazyn', quantity: 'ten' }] });
    expect(pastedRows('Name\tHow many\nMagazyn\t10').titles).toBe('Name, How many');
  });
});
