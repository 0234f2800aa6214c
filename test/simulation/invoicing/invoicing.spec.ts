import fc, { draws } from '#test/support/samples/properties.ts';
import { ask, setting } from './invoicing-asks.ts';
import { done, happen, mustHappen } from './invoicing-run.ts';
import { openMemoryDocuments } from './memory-documents.ts';

describe('invoicing in memory, beside an oracle', () => {
  test('I2 I3 I4 I7 I8 I9 I10 I11 I12 I16 I17 to the cent, by rate and category, whatever happens and in whichever order it is told', async () => {
    const asks = fc.array(ask, { minLength: 1, maxLength: 70, size: 'max' });
    const property = fc.asyncProperty(setting, asks, (terms, all) => happen(terms, all, openMemoryDocuments(terms)));
    // Shrinking takes minutes; what is printed replays the one history that failed.
    await fc.assert(property, { numRuns: draws ? 5000 : 150, endOnFailure: !process.env.PROPERTY_SHRINK });
    for (const what of mustHappen) expect([what, (done.get(what) ?? 0) > 0]).toEqual([what, true]);
  });
});
