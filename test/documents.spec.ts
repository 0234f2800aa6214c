import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { decimalText } from '#formats/decimal.ts';
import { headOf } from '#formats/format.ts';
import { formats } from '#formats/formats.ts';
import type { Decimal } from '#formats/reading.ts';

/** Every document of test/documents is read into what stands beside it in golden/, name for name. `npm run -s read-order -- --raw` prints one. */

const folder = path.join(import.meta.dirname, 'documents');
const documents = globSync('*/*', { cwd: folder }).filter((file) => !file.startsWith('golden'));

const isDecimal = (value: unknown): value is Decimal => typeof (value as Decimal | null)?.digits === 'bigint';
const decimalsAsText = (_: string, value: unknown) => (isDecimal(value) ? decimalText(value) : value);

test.each(documents.sort())('%s is read into its golden reading', (file) => {
  const bytes = readFileSync(path.join(folder, file));
  const head = headOf(bytes);
  const format = formats.find(({ detect }) => detect(head));
  const read = format?.read(bytes, head);
  const golden = path.join(folder, 'golden', file.replace(/\.[a-z0-9]+$/, '.json'));
  const written = JSON.parse(JSON.stringify({ format: format?.name, ...read }, decimalsAsText));
  expect(written).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
});
