import { addressOf, codeIn, withState } from './hits.ts';

/** R16: what people paste into the search. */

test.each([
  ['H6AP-DJWR-GXDH-6MJE-7EYD', { activationCode: 'H6AP-DJWR-GXDH-6MJE-7EYD' }],
  ['h6ap djwr gxdh 6mje 7eyd', { activationCode: 'h6ap djwr gxdh 6mje 7eyd' }],
  ['4000 0000 0003', { ssrn: '400000000003' }],
  ['400000000003', { ssrn: '400000000003' }],
  ['H6AP-DJWR', undefined],
  ['SO-10001', undefined],
])('R16 %s is looked up as %j', (text, expected) => expect(codeIn(text)).toEqual(expected));

test('R16 an id with a slash stays one part of its address', () => {
  expect(addressOf({ kind: 'order', id: 'SO/1' })).toBe('/orders/SO%2F1');
});

test.each([
  ['rejected', 'abgelehnt'],
  ['PO, 7, rejected', 'PO, 7, abgelehnt'],
  ['', ''],
  ['PO-7, unheard', 'PO-7, unheard'],
])('R16 the state beside a hit is said in the words of the page, whatever stands before it: %s', (detail, said) => {
  expect(withState(detail, { rejected: 'abgelehnt' })).toBe(said);
});
