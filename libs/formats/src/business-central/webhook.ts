import type { WrittenAnswer } from '../answer.ts';
import { type JsonNode, jsonItemsAt, jsonTextAt } from '../json/tree.ts';
import type { ReadResult, SourceReading, SourceViolation } from '../reading.ts';
import { lookupOf } from '../s4/event.ts';

/** `…/companies(ID)/salesOrders(ID)`, what stands below an order, and the list with its filter. */
const resource = /(?:companies\(([0-9a-f-]{36})\)\/)?salesOrders(?:\(([0-9a-f-]{36})\))?(?:[/?]|$)/i;

/**
 * The handshake of a subscription: Business Central asks with `?validationToken=` and wants it back as it came, as text. Undefined where it
 * asks nothing; a token longer than any that it gives is no token.
 */
export function validationAnswer(token: string | undefined): WrittenAnswer | undefined {
  if (!token || token.length > 1024) return undefined;
  return { contentType: 'text/plain; charset=utf-8', bytes: new TextEncoder().encode(token) };
}

/** The notifications of a webhook: each is the key of an order to be read; of a `collection`, all are to be listed again. */
export function readNotifications(root: JsonNode): ReadResult {
  const violations: SourceViolation[] = [];
  const readings = jsonItemsAt(root, 'value').flatMap((each): SourceReading[] => {
    const found = jsonTextAt(each, 'resource');
    const [whole, company = '', id = ''] = resource.exec(found?.value ?? '') ?? [];
    const change = jsonTextAt(each, 'changeType')?.value ?? '';
    const isList = change === 'collection' && whole !== undefined;
    if (!found || (id === '' && !isList)) {
      const message = 'the notification is not about a sales order';
      violations.push({ code: 'NOT_AN_ORDER', at: found?.at ?? each.at, message, value: found?.value.slice(0, 100) });
      return [];
    }
    const kept = { changeType: change, company };
    return [lookupOf('business-central', { value: id || 'collection', at: found.at }, { kept })];
  });
  return { readings, violations };
}

/** Every secret that notifications carry, to be held against the profile's: all have to be it. */
export function clientStatesIn(root: JsonNode): readonly (string | undefined)[] {
  return jsonItemsAt(root, 'value').map((each) => jsonTextAt(each, 'clientState')?.value);
}

/** The bytes without `clientState`, which is a secret of the subscription; cut texts included. All else stays as it was. */
export function redactClientState(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // As Latin-1, signs of JSON are the bytes that they are in UTF-8. In UTF-16 nobody sends JSON.
  const text = buffer.toString('latin1');
  const kept = text.replaceAll(/("clientState"\s*:\s*")(?:[^"\\]|\\.)*/g, '$1***');
  if (text.includes('\0')) return new Uint8Array();
  return kept === text ? bytes : new Uint8Array(Buffer.from(kept, 'latin1'));
}
