import { type JsonNode, jsonAt, jsonItemsAt } from '../json/tree.ts';
import type { Found } from '../reading.ts';

/** What OData documents have in common, V2 and V4. */

/** The entities of a document: `d`, `d.results`, `value`, or the one that it is. */
export function entitiesIn(root: JsonNode): readonly JsonNode[] {
  const list = jsonAt(root, 'd', 'results') ?? jsonAt(root, 'value');
  if (list?.kind === 'array') return list.items;
  return [jsonAt(root, 'd') ?? root];
}

/** What an entity leads to under one of some names: V2 lists stand in `results`; undefined where it was not expanded. */
export function expanded(node: JsonNode, ...names: readonly string[]): readonly JsonNode[] | undefined {
  for (const name of names) {
    const found = jsonAt(node, name);
    if (found?.kind === 'array') return found.items;
    if (jsonAt(found, 'results')) return jsonItemsAt(found, 'results');
    if (found?.kind === 'object' && !found.entries.has('__deferred')) return [found];
  }
  return undefined;
}

/** A day as `YYYY-MM-DD`, of `/Date(ms)/` or ISO 8601. The first day of all (0001-01-01) and zeros are none. */
export function odataDay(found: Found<string> | undefined): Found<string> | undefined {
  const instant = odataInstant(found);
  const value = found && (instant?.value ?? found.value).slice(0, 10);
  return found && value && !/^(?:0001-01-01|[0-]*)$/.test(value) ? { value, at: found.at } : undefined;
}

/** An instant in UTC with seven decimals, so that texts sort as times do; of `/Date(ms+0000)/` or ISO 8601 with an offset. */
export function odataInstant(found: Found<string> | undefined): Found<string> | undefined {
  if (!found) return undefined;
  const { value, at } = found;
  const ticks = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(value)?.[1];
  if (ticks !== undefined) return isoOf(Number(ticks), at);
  const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(value);
  if (!iso) return undefined;
  const [, seconds = '', fraction = '', offset = 'Z'] = iso;
  if (offset !== 'Z') return isoOf(Date.parse(value), at);
  return { value: `${seconds}.${fraction.padEnd(7, '0').slice(0, 7)}Z`, at };
}

/** A number of SAP without the zeros before it: `0017100001` is `17100001`; other keys stay as they are. */
export function withoutZeros(found: Found<string>): Found<string> {
  return /^\d+$/.test(found.value) ? { value: found.value.replace(/^0+(?=\d)/, ''), at: found.at } : found;
}

function isoOf(milliseconds: number, at: Found<string>['at']): Found<string> | undefined {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return undefined;
  return { value: new Date(milliseconds).toISOString().replace('Z', '0000Z'), at };
}
