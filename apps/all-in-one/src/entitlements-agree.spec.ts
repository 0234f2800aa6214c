import { entitlementDifferences } from './entitlements-agree.ts';

test('R8 what fulfillment and the ledger say differently is told in words', () => {
  const fulfilled = new Map([
    ['ENT-1', '400000000001'],
    ['ENT-2', '400000000009'],
    ['ENT-3', '400000000003'],
  ]);
  const granted = new Map([
    ['ENT-1', '400000000001'],
    ['ENT-2', '400000000002'],
    ['ENT-4', '400000000004'],
  ]);
  expect(entitlementDifferences(fulfilled, granted)).toEqual([
    'ENT-2 has SSRN 400000000009 in fulfillment and 400000000002 in the ledger',
    'ENT-3 was fulfilled and is not in the ledger',
    'ENT-4 is in the ledger and was never fulfilled, as fulfillment remembers',
  ]);
  expect(entitlementDifferences(granted, granted)).toEqual([]);
});
