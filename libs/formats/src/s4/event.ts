import { charsetOf } from '../decode.ts';
import { attempt, type Format, type Head, Unreadable } from '../format.ts';
import { type JsonNode, jsonAt, jsonTextAt, readJsonTree } from '../json/tree.ts';
import type { FormatName, Found, ReadResult, SourceReading, SourceViolation } from '../reading.ts';
import { withoutZeros } from './odata.ts';

/** A key goes into an address: nothing but this may be in one. */
export const lookupKeyForm = /^[A-Za-z0-9_-]{1,40}$/;

const eventType = /^sap\.s4\.beh\.salesorder\./i;

/**
 * Business events of S/4HANA about sales orders and their items, alone, in a batch, or as `data` of a binary CloudEvent. All of them mean
 * "look again": nothing but the key is taken.
 */
export const s4Event: Format = {
  name: 's4-event',
  detect: ({ eventType: type, start }) =>
    eventType.test(type ?? '') || /"type"\s*:\s*"sap\.s4\.beh\.salesorder\./i.test(start),
  read: (bytes, head) => attempt(() => readEvents(bytes, head)),
};

function readEvents(bytes: Uint8Array, head: Head): ReadResult {
  const root = readJsonTree(bytes, charsetOf(head.contentType));
  const violations: SourceViolation[] = [];
  const events = root.kind === 'array' ? root.items : [root];
  const readings = events.flatMap((event) => readingOf(event, head, violations) ?? []);
  if (readings.length === 0 && violations.length === 0) throw new Unreadable('there is no event in it', root.at);
  return { readings, violations };
}

function readingOf(event: JsonNode, head: Head, violations: SourceViolation[]): SourceReading | undefined {
  const isWhole = jsonTextAt(event, 'specversion') !== undefined;
  const type = isWhole ? jsonTextAt(event, 'type')?.value : head.eventType;
  if (isWhole && !eventType.test(type ?? '')) {
    const message = 'the event is not about a sales order';
    violations.push({ code: 'NOT_AN_ORDER', at: event.at, message, value: type?.slice(0, 100) });
    return undefined;
  }
  const data = isWhole ? jsonAt(event, 'data') : event;
  const id = keyOf(jsonTextAt(data, 'SalesOrder'), data ?? event, violations);
  return id && lookupOf('s4-event', id, { documentId: jsonTextAt(event, 'id')?.value, kept: type ? { type } : {} });
}

function keyOf(
  found: Found<string> | undefined,
  node: JsonNode,
  violations: SourceViolation[],
): Found<string> | undefined {
  if (found && lookupKeyForm.test(found.value)) return withoutZeros(found);
  const message = found ? 'SalesOrder is no key of a sales order' : 'SalesOrder is missing';
  violations.push({
    code: 'ORDER_NUMBER_MISSING',
    at: found?.at ?? node.at,
    message,
    value: found?.value.slice(0, 40),
    limit: 'letters, digits, - and _, at most 40',
    remedy: 'send the number of the order as SalesOrder',
  });
  return undefined;
}

/** A reading that is only a key. */
export function lookupOf(
  format: FormatName,
  id: Found<string>,
  { documentId, kept }: Pick<SourceReading, 'documentId' | 'kept'>,
): SourceReading {
  return {
    format,
    act: 'lookup',
    test: false,
    id,
    documentId,
    parties: [],
    lines: [],
    allowances: [],
    totals: [],
    kept,
  };
}
