import { decodePlain } from '../decode.ts';
import { Unreadable } from '../format.ts';
import { fieldPlace, parents } from './layout.ts';
import type { Idoc, IdocSegment } from './segment.ts';

/** Where the name of a record ends and its data begins, by the kind of control record that the file has. */
const records = [
  { control: 'EDI_DC40', nameEnds: 30, dataBegins: 63 },
  { control: 'EDI_DC', nameEnds: 10, dataBegins: 55 },
] as const;

const mostSegments = 100_000;

/** The IDocs of a flat file: a control record and a line for each segment. Lines may be cut at the right, where only spaces were. */
export function flatIdocs(bytes: Uint8Array, contentType?: string): Idoc[] {
  const lines = decodePlain(bytes, contentType)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  if (lines.length > mostSegments) throw new Unreadable(`the file has more than ${mostSegments} lines`);
  const kind = records.find(({ control }) => lines[0]?.startsWith(control));
  if (!kind) throw new Unreadable('the file does not begin with a control record', { path: 'EDI_DC40', line: 1 });
  const idocs: { control: IdocSegment; segments: Growing[] }[] = [];
  let counts = new Map<string, number>();
  let open = new Map<string, Growing>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const isControl = line.startsWith(kind.control);
    const name = isControl ? kind.control : typeOf(line.slice(0, kind.nameEnds).trim());
    const here = { line, number: index + 1, name };
    if (isControl) {
      const path = `IDOC[${idocs.length + 1}]/${name}`;
      idocs.push({ control: segmentOf(here, path, 0), segments: [] });
      [counts, open] = [new Map(), new Map()];
      continue;
    }
    if (name === undefined)
      throw new Unreadable('a line begins with no name of a segment', { path: 'IDOC', line: here.number });
    const idoc = idocs.at(-1) as (typeof idocs)[number];
    const parent = open.get(parents[name] ?? '');
    const base = parent?.at.path ?? `IDOC[${idocs.length}]`;
    const count = (counts.get(`${base}/${name}`) ?? 0) + 1;
    counts.set(`${base}/${name}`, count);
    const segment = segmentOf({ ...here, name }, `${base}/${name}${count > 1 ? `[${count}]` : ''}`, kind.dataBegins);
    (parent?.children ?? idoc.segments).push(segment);
    open.set(name, segment);
  }
  return idocs;
}

/** `E2EDP01007` and `E2EDP01` are the segment type E1EDP01; names of customers (Z…) are as they are. */
function typeOf(name: string): string | undefined {
  if (!/^[A-Z0-9_/]{3,30}$/.test(name)) return undefined;
  const [, type] = /^E2([A-Z0-9]{5})(?:\d{3}|GRP)?$/.exec(name) ?? [];
  return type ? `E1${type}` : name;
}

type Growing = IdocSegment & { readonly children: IdocSegment[] };

function segmentOf(
  { line, number, name }: { readonly line: string; readonly number: number; readonly name: string | undefined },
  path: string,
  begins: number,
): Growing {
  return {
    name: name ?? '',
    at: { path, line: number, column: 1 },
    children: [],
    field: (field) => {
      const place = fieldPlace(name ?? '', field);
      if (!place) return undefined;
      const from = begins + place.offset;
      const value = line.slice(from, from + place.width).trim();
      return value === '' ? undefined : { value, at: { path: `${path}/${field}`, line: number, column: from + 1 } };
    },
  };
}
