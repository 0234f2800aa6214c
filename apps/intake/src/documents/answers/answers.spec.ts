import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { OrderBooks } from '#domain/orders/order.ts';
import { arrivedDocument } from '../arrival.ts';
import { type DocumentTaken, emptyDocuments, type IntakeBooks } from '../document.books.ts';
import { evolveDocuments, takeDocument } from '../documents.slices.ts';
import { senderProfile } from '../senders/profile.ts';
import { withSharedSecret } from './answer.client.ts';
import { unneededWith } from './notices/notices.ts';
import { owedAnswers } from './owed-answers.ts';
import { answerFormat } from './written-answers.ts';

const now = '2026-11-29T10:00:00.000Z';
const profileOf = (answer: object, more: object = {}) =>
  senderProfile.parse({
    ...{
      sender: 'nordufer',
      formats: ['ubl', 'cxml', 'json'],
      order: { kind: 'purchase-order' },
      mayOrderFor: ['ACC-1'],
    },
    ...{ parties: { ids: { '0088:4000001000104': 'ACC-1', '0088:4000001000111': 'ACC-1' } }, answer, ...more },
  });
const both = profileOf({ formats: ['despatch-advice', 'order-response', 'advanced-response', 'confirmation'] });
const sample = (name: string) =>
  readFileSync(path.join(import.meta.dirname, `../../../../../test/documents/${name}.xml`), 'utf8');

/** What is owed for documents that come one after the other. */
function owedFor(profile: ReturnType<typeof profileOf>, ...texts: string[]) {
  const nothing: Omit<OrderBooks, 'digest'> = {
    orders: new Map(),
    products: new Map(),
    billed: new Map(),
    sharedSources: [],
    authority: new Map(),
  };
  const books: IntakeBooks = { ...nothing, digest: (text) => text, documents: emptyDocuments() };
  return texts.map((text) => {
    const data = arrivedDocument(profile, { bytes: Buffer.from(text) });
    if ('unreadable' in data) throw new Error(data.unreadable);
    const message = { id: data.id, type: takeDocument.type, source: '/test', time: now, correlationId: '', data };
    const [taken] = takeDocument.decide(books, message, now) as DocumentTaken[];
    if (taken) evolveDocuments(books, taken);
    const owed = taken ? owedAnswers(profile, taken) : [];
    return owed.map(({ about, outcome, format, answer }) => {
      const bytes = answer && 'bytes' in answer ? Buffer.from(answer.bytes).toString() : undefined;
      return { told: `${about} ${outcome ?? 'expected'} ${format}`, text: bytes };
    });
  });
}
const toldFor = (profile: ReturnType<typeof profileOf>, ...texts: string[]) =>
  owedFor(profile, ...texts).map((owed) => owed.map(({ told }) => told));

const [order, change, cancellation] = ['order', 'change', 'cancellation'].map((name) =>
  sample(`ubl/peppol-${name}`),
) as [string, string, string];

describe('what is owed for a document', () => {
  test('waits for the decision on its order, each in the specification that answers it', () => {
    expect(toldFor(both, order, change, cancellation)).toEqual([
      ['order expected order-response'],
      ['change expected advanced-response'],
      ['cancellation expected advanced-response'],
    ]);
  });

  test('is a receipt as well where the profile wants one', () => {
    const profile = profileOf({ formats: ['order-response'], acknowledge: true });
    expect(toldFor(profile, order)).toEqual([['order received order-response', 'order expected order-response']]);
  });

  test('O5 is a refusal at once where the document is refused, with code, place and remedy', () => {
    const [[refused] = []] = owedFor(both, order.replace('4000001000111', '9999999999991'));
    expect(refused?.told).toBe('order rejected order-response');
    expect(refused?.text).toMatch(
      />UNKNOWN_PARTY: nothing is known of .* \(\/Order\/cac:Delivery\/.*, line 57\); have /,
    );
  });

  test('O4 is a refusal where its cancellation came before it', () => {
    const [, [refused] = []] = owedFor(both, cancellation, order);
    expect(refused?.told).toBe('order rejected order-response');
    expect(refused?.text).toContain('ORDER_CANCELLED: order 4500017 was cancelled before it came');
  });

  test('is a receipt alone of a test document, and says so', () => {
    const profile = profileOf(
      { formats: ['confirmation'] },
      { parties: { unknown: 'pass-through' }, mayOrderFor: ['*'] },
    );
    const text = sample('cxml/order').replace('deploymentMode="production"', 'deploymentMode="test"');
    const [[received] = []] = owedFor(profile, text);
    expect(received?.told).toBe('order received confirmation');
    expect(received?.text).toContain('a test document: it was read and checked, and nothing was placed');
  });

  test('is nothing for what says nothing new, and nothing without a format', () => {
    expect(toldFor(both, order, order.replace('Bitte an Haus 2.', 'Bitte.'))[1]).toEqual([]);
    expect(toldFor(profileOf({}), order)).toEqual([[]]);
    expect(answerFormat(both, 'json', 'order')).toBeUndefined();
  });

  test('is in our own JSON for who sends that, with the names of an answer and no more', () => {
    const [[refused] = []] = owedFor(profileOf({ formats: ['order-answer'] }), '{"orderNumber":"SO-1","revision":3}');
    expect(Object.keys(JSON.parse(refused?.text ?? '')).sort()).toEqual(
      ['id', 'orderNumber', 'revision', 'of', 'issuedAt', 'outcome', 'notes', 'sourceId', 'lines'].sort(),
    );
    expect(refused?.told).toBe('change rejected order-answer');
  });

  test('is the same bytes each time', () => {
    const refused = order.replace('4000001000111', '9999999999991');
    expect(owedFor(both, refused)).toEqual(owedFor(both, refused));
  });
});

test('a profile with an answer that no format has is refused by name', () => {
  expect(() => profileOf({ formats: ['order-respons'] })).toThrow(/is no answer of a format: .*order-response/);
});

test('a shared secret stands in what goes out, in the credential of who sends it', () => {
  const text =
    '<From>\n<Credential domain="A"></Credential></From>\n<Sender>\n  <Credential domain="B">\n    <Identity>1</Identity>\n  </Credential></Sender>';
  const sent = withSharedSecret(Buffer.from(text), 'a<b&$1').toString();
  expect(sent).toBe(text.replace('</Identity>', '</Identity><SharedSecret>a&lt;b&amp;$1</SharedSecret>'));
});

test('O5 intake needs entitlements only where a sender is told of deliveries', () => {
  const unneeded = (...profiles: (typeof both)[]) =>
    unneededWith({ senders: new Map(profiles.map((profile) => [profile.sender, profile])), hasFolders: false });
  expect(unneeded()).toEqual(['entitlement.fulfilled.v1']);
  expect(unneeded(profileOf({ formats: ['order-response'] }))).toEqual(['entitlement.fulfilled.v1']);
  expect(unneeded(both)).toEqual([]);
});
