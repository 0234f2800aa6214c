import fc, { draws } from '#test/support/samples/properties.ts';
import { happen } from './invoicing-run.ts';
import { yearOf, yearSetting } from './invoicing-year.ts';
import { openMemoryDocuments } from './memory-documents.ts';

describe('a year of thirteen accounts in memory, beside an oracle', () => {
  test('I2 I4 I8 I9 I12 I14 I15 I16 I17 to the cent, with rates that change, parents, reviews, partial credits, payments and languages', async () => {
    const property = fc.asyncProperty(yearSetting, yearOf(500), (terms, asks) =>
      happen(terms, asks, openMemoryDocuments(terms)),
    );
    await fc.assert(property, { numRuns: draws ? 100 : 4, endOnFailure: !process.env.PROPERTY_SHRINK });
  });
});
