import { ownLineNumber } from '../../values/order-facts.ts';
import type { Violation } from '../../values/violation.ts';
import { canonicalPrice } from '../content.ts';
import type { RequestedLine } from '../order.ts';
import {
  existing,
  headerChanged,
  laterChange,
  nothingLeft,
  unknownLine,
  unknownOrder,
  type WrongPatch,
} from './patch-violations.ts';
import type { DocumentedOrder, KeptPatch, LinePatch, OrderPatch, PatchedOrder, SourceOrder } from './source-order.ts';
import { isOlder } from './version.ts';

/** So many patches are kept apart; older ones become part of what later ones are applied to. */
const mostPatches = 50;

/** The whole order that a patch makes of what is known, and what is kept of the patch; nothing for one that says nothing new. */
export type Patched =
  | { readonly order: DocumentedOrder; readonly patched: PatchedOrder }
  | { readonly isKnown: true }
  | { readonly isStale: true }
  | WrongPatch;

/**
 * Applies a patch to an order as its documents have brought it so far. In whatever order patches with versions come, the order is what
 * they make of it in the order of their versions; those without apply as they come. The same patch again says nothing new.
 */
export function patched(
  known: SourceOrder | undefined,
  patch: OrderPatch,
  { version, sourceId }: { readonly version?: string; readonly sourceId: string },
): Patched {
  if (known?.order === undefined) return { violations: [unknownOrder(sourceId)] };
  const { base, baseVersion, patches } = known.patched ?? {
    base: known.order,
    baseVersion: known.version,
    patches: [],
  };
  if (isOlder(version, baseVersion)) return { isStale: true };
  const kept: KeptPatch = version === undefined ? patch : { ...patch, version };
  const alike = version === undefined ? patches.slice(-1) : patches;
  if (alike.some((each) => textOf(each) === textOf(kept))) return { isKnown: true };
  const place = patches.findLastIndex((each) => !isOlder(version, each.version)) + 1;
  const all = [...patches.slice(0, place), kept, ...patches.slice(place)];
  let order = base;
  for (const [index, each] of all.entries()) {
    const next = applied(order, each, sourceId);
    if ('violations' in next) return index === place ? next : { violations: [laterChange(sourceId, version, each)] };
    order = next.order;
  }
  return { order, patched: shortened({ base, baseVersion, patches: all }, sourceId) };
}

function shortened({ base, baseVersion, patches }: PatchedOrder, sourceId: string): PatchedOrder {
  const [first, ...others] = patches;
  if (first === undefined || patches.length <= mostPatches) return { base, baseVersion, patches };
  const next = applied(base, first, sourceId);
  // Whatever was applied before applies again.
  return 'order' in next
    ? { base: next.order, baseVersion: first.version ?? baseVersion, patches: others }
    : { base, baseVersion, patches };
}

/** What one patch makes of a whole order, or everything that is wrong with it. */
export function applied(
  order: DocumentedOrder,
  patch: OrderPatch,
  sourceId: string,
): { readonly order: DocumentedOrder } | WrongPatch {
  const lines = new Map(order.lines.map((line) => [line.lineNumber, line]));
  const violations: Violation[] = headerChanged(order, patch.around ?? {});
  for (const [index, change] of patch.lines.entries()) {
    const wrong = applyTo(lines, change, { path: `lines[${index}].lineNumber`, currency: order.currency });
    if (wrong) violations.push(wrong);
  }
  if (violations.length === 0 && lines.size === 0) violations.push(nothingLeft(sourceId));
  return violations.length > 0 ? { violations } : { order: { ...order, lines: [...lines.values()] } };
}

function applyTo(
  lines: Map<number, RequestedLine>,
  change: LinePatch,
  { path, currency }: { readonly path: string; readonly currency: string },
): Violation | undefined {
  const before = lineOf(lines, change);
  const name = change.reference ?? String(change.line.lineNumber ?? '');
  if (change.act === 'add') {
    const lineNumber = before?.lineNumber ?? change.line.lineNumber ?? Math.max(0, ...lines.keys()) + 1;
    const line: RequestedLine = { ...priced(change.line, currency), lineNumber };
    // The same again is what a repeated patch says.
    if (before ? textOf(before) !== textOf(line) : lines.has(lineNumber)) return existing(name, lineNumber, path);
    lines.set(lineNumber, line);
    return undefined;
  }
  if (!before) return unknownLine(name, change.line.lineNumber, path);
  const { lineNumber } = before;
  if (change.act === 'delete') lines.delete(lineNumber);
  else lines.set(lineNumber, { ...before, ...priced(change.line, currency), lineNumber });
  return undefined;
}

/** The line that the sender calls so; else the one of that number, unless its sender calls it otherwise. */
function lineOf(lines: ReadonlyMap<number, RequestedLine>, { reference, line }: LinePatch): RequestedLine | undefined {
  const called = [...lines.values()].find((each) => reference !== undefined && each[ownLineNumber] === reference);
  if (called || line.lineNumber === undefined) return called;
  const numbered = lines.get(line.lineNumber);
  const own = numbered?.[ownLineNumber];
  return own === undefined || reference === undefined || Number(own) === line.lineNumber ? numbered : undefined;
}

/** Prices of patches that do not say their currency have the decimals that they came with. */
function priced<Line extends { readonly unitPrice?: string }>(line: Line, currency: string): Line {
  return line.unitPrice === undefined ? line : { ...line, unitPrice: canonicalPrice(line.unitPrice, currency) };
}

/** The same for the same content, in whatever order fields stand; those without a value do not count. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
