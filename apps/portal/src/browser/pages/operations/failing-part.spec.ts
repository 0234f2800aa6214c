import { markedPart } from './failing-part.ts';

describe('P7 the part of a dead letter that stands in the way', () => {
  const content = {
    orderNumber: 'SO-1',
    lines: [
      { sku: 'A', quantity: 1 },
      { sku: 'B', quantity: 'ten' },
    ],
  };

  test.each([
    ['TYPE: lines[1].quantity is not a number', '"ten"'],
    ['orderNumber: SO-1 is held by another', '"SO-1"'],
    ['cannot be read: lines is too long', JSON.stringify(content.lines, null, 2).replaceAll('\n', '\n  ')],
  ])('%s', (error, marked) => {
    const found = markedPart(content, error);
    expect(found?.marked).toBe(marked);
    expect(`${found?.before}${found?.marked}${found?.after}`).toBe(JSON.stringify(content, null, 2));
  });

  test.each(['the database is gone', 'lines[9].sku is unknown', 'constructor'])('%s: none', (error) => {
    expect(markedPart(content, error)).toBeUndefined();
  });
});
