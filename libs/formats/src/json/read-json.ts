import { parseDecimal } from '../decimal.ts';
import { charsetOf } from '../decode.ts';
import { attempt, type Format, type Head, Unreadable } from '../format.ts';
import type {
  Decimal,
  Found,
  ReadResult,
  SourceLine,
  SourceParty,
  SourceReading,
  SourceRole,
  SourceViolation,
} from '../reading.ts';
import { type JsonNode, jsonItemsAt, jsonTextAt, readJsonTree } from './tree.ts';
import { writeJsonAnswer } from './write-answer.ts';

const cancelled = 'sales-order.cancelled.v1';
const own = ['sales-order.placed.v1', 'sales-order.changed.v1', cancelled];

/** Our own order JSON: the data of `sales-order.*` events, alone, as a list, or in the envelope of a CloudEvent. */
export const jsonFormat: Format = {
  name: 'json',
  detect: ({ eventType, start }) =>
    (eventType !== undefined && own.includes(eventType)) ||
    (/^[^\w<]*[{[]/.test(start) && start.includes('"orderNumber"')),
  read: (bytes, head) => attempt(() => readOrders(bytes, head)),
  answers: { 'order-answer': writeJsonAnswer },
};

function readOrders(bytes: Uint8Array, head: Head): ReadResult {
  const root = readJsonTree(bytes, charsetOf(head.contentType));
  const violations: SourceViolation[] = [];
  const nodes = root.kind === 'array' ? root.items : [root];
  const readings = nodes.flatMap((node) => readingOf(node, head, violations) ?? []);
  if (readings.length === 0 && violations.length === 0) throw new Unreadable('there is no order in it', root.at);
  return { readings, violations };
}

function readingOf(node: JsonNode, head: Head, violations: SourceViolation[]): SourceReading | undefined {
  const type = jsonTextAt(node, 'specversion') ? jsonTextAt(node, 'type')?.value : head.eventType;
  const order = jsonTextAt(node, 'specversion') ? (node.entries.get('data') ?? node) : node;
  const id = jsonTextAt(order, 'orderNumber');
  if (!id) {
    const remedy = 'give the order its number as orderNumber';
    violations.push({ code: 'REQUIRED', at: order.at, message: 'orderNumber is missing', remedy });
    return undefined;
  }
  const revision = jsonTextAt(order, 'revision');
  const stated = revision && /^[1-9]\d{0,8}$/.test(revision.value) ? Number(revision.value) : undefined;
  if (revision && stated === undefined) {
    const message = `revision is ${revision.value.slice(0, 40)}, not a whole number from 1`;
    violations.push({ code: 'WRONG_TYPE', at: revision.at, message, value: revision.value.slice(0, 40) });
    return undefined;
  }
  const accountingCost = jsonTextAt(order, 'accountingCost');
  return {
    format: 'json',
    act: type === cancelled ? 'cancel' : 'whole',
    test: false,
    id,
    version: revision,
    stated: revision && stated !== undefined ? { value: stated, at: revision.at } : undefined,
    purchaseOrder: jsonTextAt(order, 'purchaseOrder'),
    buyerReference: jsonTextAt(order, 'buyerReference'),
    placed: jsonTextAt(order, 'placedAt'),
    currency: jsonTextAt(order, 'currency'),
    parties: partiesOf(order),
    lines: jsonItemsAt(order, 'lines').map((line) => lineOf(line, violations)),
    allowances: [],
    totals: [],
    ...(accountingCost && { kept: { accountingCost: accountingCost.value } }),
  };
}

const roles: Readonly<Record<string, SourceRole>> = { 'end-customer': 'endUser', 'bill-to': 'billTo' };

/** Accounts under their roles on the order; the addresses of the whole order as `other:recipients`. */
function partiesOf(order: JsonNode): SourceParty[] {
  const accounts = jsonItemsAt(order, 'accounts').map((account): SourceParty => {
    const [id, role] = [jsonTextAt(account, 'accountId'), jsonTextAt(account, 'role')?.value ?? ''];
    return {
      role: roles[role] ?? `other:${role}`,
      ids: id ? [id] : [],
      name: jsonTextAt(account, 'name'),
      country: jsonTextAt(account, 'country'),
      mails: [],
    };
  });
  const mails = jsonItemsAt(order, 'emails').flatMap((mail) => jsonTextAt(mail) ?? []);
  return mails.length === 0 ? accounts : [...accounts, { role: 'other:recipients', ids: [], mails }];
}

/** What a line has beyond the fields that every format knows is told under its own name. */
const named = new Set(['lineNumber', 'sku', 'quantity', 'unitPrice', 'requestedShipDate']);

function lineOf(line: JsonNode, violations: SourceViolation[]): SourceLine {
  const sku = jsonTextAt(line, 'sku');
  const properties = [...line.entries].flatMap(([name]) => {
    const found = named.has(name) ? undefined : jsonTextAt(line, name);
    return found ? [[name, found] as const] : [];
  });
  return {
    number: jsonTextAt(line, 'lineNumber'),
    items: sku ? [{ by: 'seller', id: sku }] : [],
    quantity: decimalOf(jsonTextAt(line, 'quantity'), violations),
    price: decimalOf(jsonTextAt(line, 'unitPrice'), violations),
    allowances: [],
    notBefore: jsonTextAt(line, 'requestedShipDate'),
    properties: Object.fromEntries(properties),
    at: line.at,
  };
}

function decimalOf(found: Found<string> | undefined, violations: SourceViolation[]): Found<Decimal> | undefined {
  if (!found) return undefined;
  const value = parseDecimal(found.value);
  if (value) return { value, at: found.at };
  const text = found.value.slice(0, 40);
  violations.push({ code: 'WRONG_FORMAT', at: found.at, message: `${text} is no decimal number`, value: text });
  return undefined;
}
