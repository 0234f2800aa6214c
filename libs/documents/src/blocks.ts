import { type Flow, lastLine } from './flow.ts';
import type { ShapedText } from './fonts/shape.ts';
import { brand } from './letterhead.ts';
import type { Element, StructureType } from './pdf/structure.ts';

/** The title of a section. */
export function heading(flow: Flow, text: string): void {
  flow.ensure(52);
  paragraph(flow, flow.canvas.structure.root, 'H2', [flow.fonts.semibold(text)], 11.5, brand.ink);
  flow.y += 2;
}

/** Lines one below the other, over pages where they must; the flow stands on the next baseline afterwards. */
export function paragraph(
  flow: Flow,
  parent: Element,
  type: StructureType,
  lines: readonly ShapedText[],
  size: number,
  color: string,
): void {
  const element = flow.canvas.structure.append(parent, type);
  const leading = size * 1.4;
  for (let first = 0; first < lines.length; ) {
    flow.ensure(leading);
    const room = Math.max(1, Math.floor((lastLine - flow.y) / leading));
    const part = lines.slice(first, first + room);
    flow.canvas.within(element, () => {
      for (const line of part) {
        flow.canvas.text(line, flow.left, flow.y, size, color);
        flow.y += leading;
      }
    });
    first += part.length;
  }
}

/** A cell of a table with its lines. */
export function cell(
  flow: Flow,
  row: Element,
  type: 'TH' | 'TD',
  lines: readonly ShapedText[],
  x: number,
  baseline: number,
  size: number,
  color: string,
  scope: 'Row' | 'Column' = 'Row',
): void {
  const { canvas } = flow;
  const element = canvas.structure.append(row, type, type === 'TH' ? { scope } : {});
  canvas.within(element, () => {
    lines.forEach((line, index) => {
      canvas.text(line, x, baseline + index * 12.5, size, color);
    });
  });
}

/** A thin line across the page. */
export function rule(flow: Flow, y: number): void {
  flow.canvas.decorate(() => flow.canvas.box(flow.left, y, flow.right - flow.left, 0.5, brand.line));
}
