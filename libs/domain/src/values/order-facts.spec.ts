import { factsOfLine, orderFactsOf, revisedFactsOf, withoutOrderFacts } from './order-facts.ts';

describe('facts that pass through', () => {
  const order = {
    purchaseOrder: 'PO-1',
    buyerReference: 'BR-1',
    lines: [{ lineNumber: 1, buyerLineReference: '00010' }, { lineNumber: 2 }],
  };

  test('O10 a revision says the facts of each line, and of a line that has none that it has none', () => {
    const revised = revisedFactsOf(order);
    expect(revised).toEqual({
      purchaseOrder: 'PO-1',
      buyerReference: 'BR-1',
      lineFacts: { 1: { buyerLineReference: '00010' } },
    });
    expect(factsOfLine(revised, '1')).toEqual({
      purchaseOrder: 'PO-1',
      buyerReference: 'BR-1',
      buyerLineReference: '00010',
    });
    const before = { sku: 'AP-1Y', buyerLineReference: '00020' };
    expect(orderFactsOf({ ...before, ...factsOfLine(revised, 2) })).toEqual({
      purchaseOrder: 'PO-1',
      buyerReference: 'BR-1',
    });
  });

  test('R7, O10 what earlier releases kept of a revision is read as it was meant', () => {
    const kept = { purchaseOrder: 'PO-1', lineReferences: { 1: '00010' } };
    expect(orderFactsOf(factsOfLine(kept, 1))).toEqual({ purchaseOrder: 'PO-1', buyerLineReference: '00010' });
    expect(orderFactsOf(factsOfLine(kept, 2))).toEqual({ purchaseOrder: 'PO-1' });
  });

  test('what is taken off are the facts alone', () => {
    expect(withoutOrderFacts({ id: 'J-1', purchaseOrder: 'PO-1', buyerLineReference: '00010' })).toEqual({ id: 'J-1' });
  });
});
