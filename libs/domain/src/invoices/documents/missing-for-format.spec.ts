import { monthlyLot, purchase, site } from '#test/fixtures/billed.ts';
import { defaultSettings } from '../account/account.ts';
import type { DocumentSeller, DocumentTerms } from '../account/document-terms.ts';
import { emptyBooks, evolve } from '../books.ts';
import { recordAction } from '../decide.ts';
import { issueInvoices, nextInvoices } from '../issue.ts';

const seller: DocumentSeller = {
  ...{ country: 'DE', vatId: 'DE136695976', city: 'Berlin', postalCode: '10115', contactName: 'Billing' },
  ...{ phone: '+49 30 123456', email: 'billing@seller.example', iban: 'DE89370400440532013000' },
  electronicAddress: '9930:DE136695976',
};
const bare: DocumentSeller = { country: 'DE', vatId: 'DE136695976' };
const germans = { country: 'DE', address: { city: 'Köln', postalCode: '50667' } };

function nextOf(documents: DocumentTerms, facts: object = {}, by: DocumentSeller = seller, order: object = {}) {
  const settings = { ...defaultSettings, seller: by };
  const books = emptyBooks(settings);
  books.accounts.set('SITE-1', site('SITE-1', { documents, ...facts }));
  const { cause, ...bought } = purchase('J1', '2026-11-02T10:00:00Z', 'SITE-1', monthlyLot(), 20);
  const events = recordAction(books, { ...bought, cause: { ...cause, ...order } }, cause.at, settings);
  for (const event of events) evolve(books, event);
  return { next: nextInvoices(books, 'SITE-1', settings), books, settings };
}

const missing = (...asked: Parameters<typeof nextOf>) => {
  const { next } = nextOf(...asked);
  return next.state === 'held' ? next.missing.map(({ code }) => code) : [];
};

const address = { electronicAddress: '0088:7300010000001' };
const complete = { ...address, buyerReference: '04011000-12345-39' };

describe('what a format takes', () => {
  test('I6 an account that asks for nothing gets EN 16931 without more', () => {
    expect(missing({}, {}, bare)).toEqual([]);
    expect(missing({ format: 'cii' }, {}, bare)).toEqual([]);
  });

  test('I8 Peppol takes both electronic addresses, and a reference or an order number', () => {
    const format = 'peppol-bis';
    expect(missing({ format, ...complete })).toEqual([]);
    expect(missing({ format })).toEqual(['ELECTRONIC_ADDRESS_UNKNOWN', 'BUYER_REFERENCE_UNKNOWN']);
    expect(missing({ format, ...complete, electronicAddress: '0088:7300010000002' })).toEqual([
      'ELECTRONIC_ADDRESS_WRONG',
    ]);
    expect(missing({ format, ...complete, electronicAddress: 'EM:ap@site.example' })).toEqual([
      'ELECTRONIC_ADDRESS_WRONG',
    ]);
    expect(missing({ format, ...address }, {}, seller, { purchaseOrder: 'PO-1' })).toEqual([]);
    expect(missing({ format, ...complete }, {}, { ...bare, country: 'SE' })).toEqual(['SELLER_INCOMPLETE']);
  });

  test('I8 between Germans Peppol takes what XRechnung does', () => {
    const format = 'peppol-bis';
    expect(missing({ format, ...complete }, germans)).toEqual([]);
    expect(missing({ format, ...address }, { country: 'DE' }, seller, { purchaseOrder: 'PO-1' })).toEqual([
      'BUYER_REFERENCE_UNKNOWN',
      'POSTAL_ADDRESS_UNKNOWN',
    ]);
  });

  test('I8 XRechnung takes a reference, postal addresses, a contact and an account; a mail address is an address', () => {
    const format = 'xrechnung';
    expect(missing({ format, buyerReference: 'X' }, { ...germans, invoiceEmails: ['ap@site.example'] })).toEqual([]);
    expect(missing({ format, buyerReference: 'X' }, { ...germans, invoiceEmails: [] })).toEqual([
      'ELECTRONIC_ADDRESS_UNKNOWN',
    ]);
    expect(missing({ format, ...address }, germans, seller, { buyerReference: 'X' })).toEqual([]);
    const { phone: _phone, iban: _iban, ...less } = seller;
    const { next } = nextOf({ format, ...complete }, germans, less);
    expect(next).toMatchObject({ state: 'held', missing: [{ code: 'SELLER_INCOMPLETE' }] });
    expect(next.state === 'held' && next.missing[0]?.message).toContain('SELLER_PHONE, SELLER_IBAN');
  });

  test('I3 what an account asked for is kept with its document', () => {
    const { books, settings } = nextOf({ format: 'peppol-bis', ...complete });
    const [event] = issueInvoices(books, 'SITE-1', '2026-12', '2026-12-01T12:30:00.000Z', settings);
    expect(event).toMatchObject({ invoices: [{ buyer: { documents: { format: 'peppol-bis', ...complete } } }] });
  });
});
