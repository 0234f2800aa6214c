import { site } from '#test/fixtures/billed.ts';
import type { BilledAccount } from '../account/account.ts';
import type { InvoiceReview } from '../account/review-window.ts';
import type { NextInvoices } from '../issue.ts';
import { closingOf } from './closing.ts';

const begun = '2026-12-01T12:00:00.000Z';
const review: InvoiceReview = { period: '2026-12', since: begun, until: '2026-12-04T12:00:00.000Z' };
const hold = { reason: 'the price', by: 'desk@vendor.example', at: begun };
const open = { state: 'open', invoices: [{}], nothingToPay: [] } as unknown as NextInvoices;
const held = { state: 'held', drafts: [{}], missing: [{}] } as unknown as NextInvoices;
const nothing: NextInvoices = { state: 'open', invoices: [], nothingToPay: [] };

function closing(facts: Partial<BilledAccount>, now: string, next = open, reviewDays = 0) {
  return closingOf(site('SITE-1', { openPeriod: '2026-12', ...facts }), next, now, { reviewDays });
}

describe('I13 I15 what the run would do with an open period', () => {
  test.each([
    ['before its month', {}, '2026-11-20T10:00:00.000Z', { outcome: 'issued', at: begun }],
    ['in its month', {}, '2026-12-03T10:00:00.000Z', { outcome: 'issued', at: '2026-12-03T10:00:00.000Z' }],
    ['while it is a draft', { review }, begun, { outcome: 'waiting', at: begun, reviewUntil: review.until }],
    ['when its days are over', { review }, review.until, { outcome: 'released', at: review.until }],
    ['while it is held', { review: { ...review, hold } }, review.until, { outcome: 'held', at: review.until }],
  ])('%s', (_, facts, now, expected) => {
    expect(closing(facts, now)).toEqual(expected);
  });

  test('with a review window it is a draft for its days from the first run on', () => {
    const expected = { outcome: 'drafted', at: begun, reviewUntil: review.until };
    expect(closing({}, '2026-11-20T10:00:00.000Z', open, 3)).toEqual(expected);
    expect(closing({ documents: { reviewDays: 3 } }, '2026-11-20T10:00:00.000Z')).toEqual(expected);
  });

  test('what lacks something is held, review window or not, and of nothing to pay there is no draft', () => {
    expect(closing({}, begun, held, 3)).toEqual({ outcome: 'held', at: begun });
    expect(closing({}, begun, nothing, 3)).toEqual({ outcome: 'nothing-to-pay', at: begun });
    expect(closing({ openPeriod: undefined }, begun)).toBeUndefined();
  });
});
