import type { Violation } from '../../values/violation.ts';
import type { RequestedLine } from '../order.ts';
import type { DocumentedOrder, LinePatch, OrderPatch, SourceOrder } from './source-order.ts';

/** The whole order that a patch makes of what is known, or everything that is wrong with the patch. */
export function patched(
  known: SourceOrder | undefined,
  patch: OrderPatch,
  sourceId: string,
): { readonly order: DocumentedOrder } | { readonly violations: readonly Violation[] } {
  if (known?.order === undefined) return { violations: [unknownOrder(sourceId)] };
  const lines = new Map(known.order.lines.map((line) => [line.lineNumber, line]));
  const violations = patch.lines.flatMap((change, index) => applied(lines, change, index) ?? []);
  if (violations.length === 0 && lines.size === 0) violations.push(nothingLeft(sourceId));
  if (violations.length > 0) return { violations };
  return { order: { ...known.order, ...patch.header, lines: [...lines.values()] } };
}

function applied(lines: Map<number, RequestedLine>, { act, line }: LinePatch, index: number): Violation | undefined {
  const { lineNumber } = line;
  const path = `lines[${index}].lineNumber`;
  const before = lines.get(lineNumber);
  if (act === 'add') {
    // The same again is what a repeated patch says.
    if (before && !isSame(before, line)) return existing(lineNumber, path);
    lines.set(lineNumber, line);
    return undefined;
  }
  if (!before) return unknownLine(lineNumber, path);
  if (act === 'delete') lines.delete(lineNumber);
  else lines.set(lineNumber, { ...before, ...line });
  return undefined;
}

function isSame(one: RequestedLine, other: RequestedLine): boolean {
  const text = (line: RequestedLine) => JSON.stringify(Object.entries(line).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}

function unknownOrder(sourceId: string): Violation {
  return {
    code: 'UNKNOWN_ORDER',
    path: 'orderNumber',
    value: sourceId,
    message: `a change of order ${sourceId} came, and the order itself never did`,
    remedy: 'send the whole order',
  };
}

function existing(line: number, path: string): Violation {
  return {
    code: 'LINE_EXISTS',
    path,
    line,
    value: String(line),
    message: `line ${line} is to be added, and is there with other content`,
    remedy: 'change the line, or add one under another number',
  };
}

function unknownLine(line: number, path: string): Violation {
  return {
    code: 'UNKNOWN_LINE',
    path,
    line,
    value: String(line),
    message: `line ${line} is to be changed, and the order has no such line`,
    remedy: 'add the line, or send the whole order',
  };
}

function nothingLeft(sourceId: string): Violation {
  return {
    code: 'NO_LINES_LEFT',
    path: 'lines',
    message: `the change leaves order ${sourceId} without a line`,
    remedy: 'cancel the order',
  };
}
