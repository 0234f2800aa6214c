import { topics } from '#contracts/topics.ts';
import type { SunkRecord } from '../processes/smtp-process.ts';
import type { System } from '../processes/system.ts';
import { lagOf, readTopics, type TopicMessage } from './topic-contents.ts';

/** What the outside can see of a system: its databases, its topics, and what the mail server accepted. */
export interface Facts {
  readonly orders: readonly { order_number: string; state: string }[];
  readonly entitlements: readonly EntitlementRow[];
  readonly mails: readonly MailRow[];
  readonly deadLetters: readonly DeadLetterRow[];
  readonly waiting: readonly string[];
  readonly events: readonly TopicMessage[];
  readonly sunk: readonly SunkRecord[];
  /** Undefined where no ledger runs. */
  readonly ledger?: LedgerFacts;
  readonly invoicing?: InvoicingFacts;
}

export interface EntitlementRow {
  readonly entitlement_id: string;
  readonly shipment_id: string;
  readonly order_number: string;
  readonly line_number: number;
  readonly account_id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly ssrn: string;
  readonly activation_code_hash: string;
  readonly sealed_activation_code: string;
}

export interface MailRow {
  readonly shipment_id: string;
  readonly round: number;
  readonly order_number: string;
  readonly message_id: string;
  readonly state: string;
  readonly doubtful: number;
  readonly recipients: readonly { address: string; state: string }[];
}

export interface DeadLetterRow {
  readonly service: string;
  readonly topic: string;
  readonly value: string;
  readonly error: string;
}

export interface LedgerFacts {
  readonly lots: readonly { lot_id: string }[];
  readonly holdings: readonly { account_id: string; lot_id: string; quantity: string }[];
  readonly entries: readonly { journal_id: string; lot_id: string; account_id: string; quantity: string }[];
  readonly journals: readonly {
    journal_id: string;
    action: string;
    source: string;
    target: string;
    quantity: string;
  }[];
}

export interface InvoicingFacts extends IssuedFacts {
  readonly movements: readonly { movement_id: string; action_id: string; account_id: string; quantity: number }[];
  readonly adjustments: readonly { adjustment_id: string; movement_id: string; account_id: string; period: string }[];
  /** Those of documents: each has the document's number in place of a shipment and its order. */
  readonly mails: readonly MailRow[];
}

/** What was issued so far, and how far the numbers of each series are. */
export interface IssuedFacts {
  /** `digest` is of all that the document says. */
  readonly invoices: readonly { number: string; document: string; digest: string }[];
  readonly series: readonly { series: string; last_number: number }[];
}

/** The topics of which everything that lies there counts as said. */
const outgoing = Object.entries(topics).flatMap(([name, { direction }]) => (direction === 'out' ? [name] : []));

/** Reads everything; slow enough to be done when things have settled only. */
export async function readFacts(system: System): Promise<Facts> {
  const { query } = system.postgres;
  const schemas = schemasOf(system);
  const deadLetters = schemas.map((schema) =>
    query<DeadLetterRow>(
      `select '${schema}' as service, topic, encode(value, 'base64') as value, error from ${schema}.dead_letter
       where replayed_at is null`,
    ),
  );
  return {
    orders: await query('select order_number, state from intake.sales_order'),
    entitlements: await query(
      `select entitlement_id, shipment_id, order_number, line_number, account_id, sku, quantity, ssrn, activation_code_hash,
         sealed_activation_code from fulfillment.entitlement`,
    ),
    mails: await query(
      'select shipment_id, round, order_number, message_id, state, doubtful, recipients from fulfillment.mail',
    ),
    deadLetters: (await Promise.all(deadLetters)).flat(),
    waiting: await readWaiting(system),
    // What the services themselves say; tests put poison beside it.
    events: (await readTopics(system.kafka.brokers, outgoing)).filter(({ source }) =>
      source.startsWith('/seatwright/'),
    ),
    sunk: system.smtp.mails(),
    ...(schemas.includes('ledger') ? { ledger: await readLedger(system) } : {}),
    ...(schemas.includes('invoicing') ? { invoicing: await readInvoicing(system) } : {}),
  };
}

/** What has not come to an end yet: outboxes, mails, and messages that a consumer has not processed. */
export async function readWaiting(system: System): Promise<string[]> {
  const waiting: string[] = [];
  for (const schema of schemasOf(system)) {
    const [outbox] = await system.postgres.query<{ count: string }>(`select count(*) from ${schema}.outbox`);
    if (outbox?.count !== '0') waiting.push(`${outbox?.count} events in the outbox of ${schema}`);
  }
  for (const schema of schemasOf(system).filter((name) => name === 'fulfillment' || name === 'invoicing')) {
    const mails = await system.postgres.query<{ state: string; count: string }>(
      `select state, count(*) from ${schema}.mail where state in ('waiting', 'claimed') group by 1`,
    );
    waiting.push(...mails.map(({ state, count }) => `${count} mails of ${schema} are ${state}`));
  }
  for (const schema of schemasOf(system)) {
    waiting.push(...(await lagOf(system.kafka.brokers, `seatwright.${schema}`, system.topicsOf(schema))));
  }
  return waiting;
}

function schemasOf(system: System): string[] {
  return [...new Set(system.services.map(({ options }) => options.service))].filter((service) => service !== 'portal');
}

async function readLedger({ postgres: { query } }: System): Promise<LedgerFacts> {
  return {
    lots: await query('select lot_id from ledger.lot'),
    holdings: await query('select account_id, lot_id, quantity::text from ledger.holding'),
    entries: await query('select journal_id, lot_id, account_id, quantity::text from ledger.entry'),
    journals: await query('select journal_id, action, source, target, quantity::text from ledger.journal'),
  };
}

async function readInvoicing({ postgres: { query } }: System): Promise<InvoicingFacts> {
  return {
    ...(await readIssued(query)),
    movements: await query('select movement_id, action_id, account_id, quantity from invoicing.movement'),
    adjustments: await query('select adjustment_id, movement_id, account_id, period from invoicing.adjustment'),
    mails: await query(
      `select number as shipment_id, round, number as order_number, message_id, state, doubtful, recipients
       from invoicing.mail`,
    ),
  };
}

/** Reads both in one statement: where documents are being issued, what was read one after the other would not agree. */
export async function readIssued(query: <Row>(sql: string) => Promise<Row[]>): Promise<IssuedFacts> {
  const [issued] = await query<IssuedFacts>(
    `select (select coalesce(json_agg(json_build_object(
         'number', number, 'document', document, 'digest', encode(sha256(convert_to(invoice::text, 'UTF8')), 'hex'))), '[]')
       from invoicing.invoice) as invoices,
       (select coalesce(json_agg(number_series), '[]') from invoicing.number_series) as series`,
  );
  return issued as IssuedFacts;
}
