import { causeText } from './line-text.ts';

const at = '2026-11-25T10:15:00.000Z';

describe('what an invoice line says about its cause', () => {
  test('I11 an order line names the order, and never the service or system that passed it on', () => {
    for (const initiatedBy of ['/seatwright/fulfillment', '/erp/eu', 'urn:erp:4711']) {
      const cause = { type: 'license.granted.v1', id: 'J-1', at, initiatedBy, reference: 'SO-EU/1' };
      expect(causeText({ cause, quantity: 5 }, false)).toBe('Order SO-EU/1, 25 November 2026, 10:15 UTC');
    }
  });

  test('I11 an order line says what the customer calls order and line, where that is short', () => {
    const called = { purchaseOrder: 'PO-4711', buyerLineReference: '00010', buyerReference: '04011000-12345-39' };
    const cause = { type: 'license.granted.v1', id: 'J-1', at, initiatedBy: 'order', reference: 'SO-1/1', ...called };
    expect(causeText({ cause, quantity: 5 }, false)).toBe(
      'Order SO-1/1, your order PO-4711, your line 00010, your reference 04011000-12345-39, 25 November 2026, 10:15 UTC',
    );
    const long = { ...cause, buyerReference: 'x'.repeat(51), buyerLineReference: 'y'.repeat(51) };
    expect(causeText({ cause: long, quantity: 5 }, false)).not.toMatch(/xx|yy/);
  });

  test('I11 what a person did names the person', () => {
    const cause = { type: 'license.purchased.v1', id: 'J-2', at, initiatedBy: 'owner@example.com' };
    expect(causeText({ cause, quantity: 5 }, false)).toBe(
      'Purchased, 25 November 2026, 10:15 UTC, by owner@example.com',
    );
  });

  test('I11 what caused a line is told in words, also where it is of a kind that has none of its own', () => {
    const cause = { type: 'license.renamed.v1', id: 'J-3', at, initiatedBy: 'owner@example.com' };
    expect(causeText({ cause, quantity: 5 }, false)).toBe(
      'Change of licenses (J-3), 25 November 2026, 10:15 UTC, by owner@example.com',
    );
  });

  test('F10 it says when by the clocks of the account, and which those are', () => {
    const cause = { type: 'license.purchased.v1', id: 'J-2', at: '2026-11-30T23:30:00.000Z', initiatedBy: 'order' };
    expect(causeText({ cause, quantity: 5 }, false, undefined, 'Europe/Warsaw')).toBe(
      'Purchased, 1 December 2026, 00:30 Europe/Warsaw (UTC+01:00)',
    );
  });

  test('lines that recur have no cause to tell', () => {
    expect(causeText({ quantity: 5 }, false)).toBeUndefined();
  });
});
