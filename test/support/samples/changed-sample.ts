import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Format, headOf } from '#formats/format.ts';
import type { SourceReading } from '#formats/reading.ts';
import { projectRoot } from '../programs.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into samples.
type Sample = any;

/** What a format reads of its sample, `test/documents/NAME/order.json`, with something changed in it. */
export function changedSample({ name, read }: Format) {
  const sample = readFileSync(path.join(projectRoot, 'test', 'documents', name, 'order.json'), 'utf8');
  return (
    change: (order: Sample) => unknown = () => undefined,
  ): { readonly reading?: SourceReading; readonly codes: readonly string[] } => {
    const order = JSON.parse(sample);
    change(order);
    const bytes = Buffer.from(JSON.stringify(order));
    const result = read(bytes, headOf(bytes));
    if ('unreadable' in result) return { codes: [result.unreadable] };
    return { reading: result.readings[0], codes: result.violations.map(({ code, at }) => `${code} ${at.path}`) };
  };
}
