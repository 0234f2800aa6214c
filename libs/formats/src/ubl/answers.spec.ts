import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DocumentAnswer } from '../answer.ts';
import { headOf } from '../format.ts';
import type { SourceReading } from '../reading.ts';
import { readXml, type XmlElement } from '../xml/tree.ts';
import { childrenOf, foundAt } from '../xml/walk.ts';
import { releases } from './rules/rule.ts';
import { validatePeppol } from './rules/validation.ts';
import { ubl } from './ubl.ts';

const documents = path.join(import.meta.dirname, '../../../../test/documents/ubl');

function readingOf(name: string): SourceReading {
  const bytes = readFileSync(path.join(documents, name));
  const result = ubl.read(bytes, headOf(bytes));
  if ('unreadable' in result || !result.readings[0]) throw new Error(`${name} has no order`);
  return result.readings[0];
}

const [order, change, cancellation] = ['order', 'change', 'cancellation'].map((name) =>
  readingOf(`peppol-${name}.xml`),
) as [SourceReading, SourceReading, SourceReading];

const answer: DocumentAnswer = {
  id: 'SW-4500017-1-accepted',
  issuedAt: '2026-11-29T10:00:00.123Z',
  orderNumber: 'KN-4500017',
  revision: 1,
  outcome: 'accepted',
  of: 'order',
  lines: [],
  notes: [],
};

function bytesOf(name: string, told: Partial<DocumentAnswer>, reading = order): Uint8Array {
  const written = ubl.answers?.[name]?.({ ...answer, ...told }, reading);
  if (!written) throw new Error(`there is no ${name}`);
  return written.bytes;
}

const written = (name: string, told: Partial<DocumentAnswer>, reading = order): XmlElement =>
  readXml(bytesOf(name, told, reading)).root;
const codeOf = (root: XmlElement) => foundAt(root, 'OrderResponseCode')?.value;
const linesOf = (root: XmlElement) =>
  childrenOf(root, 'OrderLine').map((line) => [
    foundAt(line, 'LineItem', 'ID')?.value,
    foundAt(line, 'LineItem', 'LineStatusCode')?.value,
    foundAt(line, 'LineItem', 'Delivery', 'PromisedDeliveryPeriod', 'StartDate')?.value,
  ]);

describe('answers to UBL', () => {
  test.each([
    ['received', 'AB'],
    ['accepted', 'AP'],
    ['cancelled', 'AP'],
    ['rejected', 'RE'],
    ['kept', 'RE'],
  ] as const)('an order that is %s has %s and no lines', (outcome, code) => {
    const lines = [{ position: 0, outcome: 'accepted' }] as const;
    const root = written('order-response', { outcome, lines });
    expect([codeOf(root), linesOf(root)]).toEqual([code, []]);
  });

  test('lines that wait are promised for their day, and every line is told', () => {
    const root = written('order-response', {
      outcome: 'waiting',
      lines: [{ position: 1, outcome: 'waiting', promisedOn: '2027-01-04' }],
    });
    expect([codeOf(root), linesOf(root)]).toEqual([
      'CA',
      [
        ['1', '5', undefined],
        ['2', '5', '2027-01-04'],
      ],
    ]);
  });

  test('a change names what it changed, and 42 for a line that had gone out', () => {
    const root = written(
      'advanced-response',
      { outcome: 'mixed', of: 'change', lines: [{ position: 0, outcome: 'delivered' }] },
      change,
    );
    expect([codeOf(root), linesOf(root)]).toEqual(['CA', [['1', '42', undefined]]]);
    expect(foundAt(root, 'OrderChangeDocumentReference', 'ID')?.value).toBe('4500017-A');
    expect(foundAt(root, 'OrderReference', 'ID')?.value).toBe('4500017');
  });

  test('a cancellation in part is told by lines where they are known, and is refused with its notes where they are not', () => {
    const lines = [
      { position: 0, outcome: 'delivered' },
      { position: 1, outcome: 'cancelled' },
    ] as const;
    const told = { outcome: 'mixed', of: 'cancellation', lines, notes: ['LINE_RELEASED: line 1 went out.'] } as const;
    expect(linesOf(written('advanced-response', told)).map(([, status]) => status)).toEqual(['42', '7']);
    const root = written('advanced-response', told, cancellation);
    expect([codeOf(root), linesOf(root), foundAt(root, 'Note')?.value]).toEqual([
      'RE',
      [],
      'LINE_RELEASED: line 1 went out.',
    ]);
  });

  test('are the same bytes for the same answer, and carry numbers, parties and names as they came', () => {
    expect(bytesOf('order-response', {})).toEqual(bytesOf('order-response', {}));
    const root = written('order-response', { outcome: 'waiting' });
    expect(foundAt(root, 'SellerSupplierParty', 'Party', 'EndpointID')?.value).toBe(order.kept?.sellerEndpoint);
    expect(foundAt(root, 'BuyerCustomerParty', 'Party', 'EndpointID')?.value).toBe(order.kept?.buyerEndpoint);
    expect(foundAt(root, 'OrderLine', 'LineItem', 'Item', 'Name')?.value).toBe('Access point, standard, 1 year');
    expect([foundAt(root, 'IssueDate')?.value, foundAt(root, 'IssueTime')?.value]).toEqual(['2026-11-29', '10:00:00Z']);
  });

  test('of a delivery are a DespatchAdvice of the lines that have gone out', () => {
    const lines = [{ position: 1, outcome: 'delivered' }] as const;
    for (const name of ['order-response', 'advanced-response', 'despatch-advice']) {
      const root = written(name, { outcome: 'fulfilled', lines });
      expect(root.local).toBe('DespatchAdvice');
      expect(childrenOf(root, 'DespatchLine').map((line) => foundAt(line, 'DeliveredQuantity')?.value)).toEqual(['4']);
    }
  });

  test('break none of the rules for T76 and T116, in any release, whatever the outcome', () => {
    const outcomes = ['received', 'accepted', 'waiting', 'mixed', 'rejected', 'cancelled', 'kept'] as const;
    const told = {
      lines: [{ position: 0, outcome: 'rejected', note: '<no> & "none"' }],
      notes: ['UNKNOWN_ITEM', 'é'],
    } as const;
    for (const [name, transaction] of [
      ['order-response', 'T76'],
      ['advanced-response', 'T116'],
    ] as const) {
      for (const outcome of outcomes) {
        for (const reading of [order, change, cancellation]) {
          const bytes = bytesOf(name, { outcome, of: reading === change ? 'change' : 'order', ...told }, reading);
          const found = releases.map((release) => validatePeppol(bytes, release));
          expect(found).toEqual(releases.map(() => ({ transaction, rules: [], structure: [] })));
        }
      }
    }
  });
});
