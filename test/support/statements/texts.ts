/** The texts of a source file that may be SQL, with the constants that they are put together of. */

interface Text {
  /** Where in the file it stands. */
  readonly at: number;
  /** The constant that it is the value of, and whether other files may import it. */
  readonly name?: string;
  readonly exported?: boolean;
  readonly text: string;
}

/** Texts of sources by file; a `${name}` of a constant stands as that constant's text, everything else that is put in as `?`. */
export function statementTexts(sources: ReadonlyMap<string, string>): Map<string, string[]> {
  const texts = new Map([...sources].map(([file, code]) => [file, textsIn(code)]));
  const shared = [...texts.values()].flat().filter(({ exported }) => exported);
  return new Map(
    [...texts].map(([file, own]) => {
      const imports = [...(sources.get(file) ?? '').matchAll(/^import [^;]*;/gm)].join('\n');
      const imported = shared.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(imports));
      return [file, own.map((text) => inlined(text, [...imported, ...own]))];
    }),
  );
}

/** A constant's text is the last that was given to its name before; a function's own may stand after that of others. */
function inlined({ at, text }: Text, known: readonly Text[], depth = 0): string {
  return text.replaceAll(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g, (_, put: string) => {
    const named = known.filter(({ name }) => name === put.trim());
    const value = named.filter((one) => one.at < at).at(-1) ?? named[0];
    return value === undefined || depth > 8 ? ' ? ' : inlined(value, known, depth + 1);
  });
}

const startsRegex = /[(,=:[!&|?{};]\s*$|\breturn\s*$/;

/** Every text in backticks or single quotes, without comments and regular expressions. */
function textsIn(code: string): Text[] {
  const found: Text[] = [];
  for (let at = 0; at < code.length; at += 1) {
    if (code.startsWith('//', at)) at = endOf(code, '\n', at);
    else if (code.startsWith('/*', at)) at = endOf(code, '*/', at) + 1;
    else if (code[at] === '/' && startsRegex.test(code.slice(Math.max(0, at - 20), at))) at = regexEnd(code, at);
    else if (code[at] === '`' || code[at] === "'" || code[at] === '"') {
      const end = textEnd(code, at);
      const before = code.slice(Math.max(0, at - 80), at);
      const [, exported, name] = /(export )?const (\w+)(?:: [\w\s<>[\],|]+)? =\s*$/.exec(before) ?? [];
      if (code[at] !== '"') found.push({ at, name, exported: exported !== undefined, text: code.slice(at + 1, end) });
      at = end;
    }
  }
  return found;
}

function endOf(code: string, mark: string, from: number): number {
  const end = code.indexOf(mark, from + 1);
  return end < 0 ? code.length : end;
}

function regexEnd(code: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < code.length; at += 1) {
    if (code[at] === '\\') at += 1;
    else if (code[at] === '[') inClass = true;
    else if (code[at] === ']') inClass = false;
    else if ((code[at] === '/' && !inClass) || code[at] === '\n') return at;
  }
  return code.length;
}

/** Where a text ends; what a template puts in may have texts in it. */
function textEnd(code: string, from: number): number {
  const quote = code[from] ?? '';
  for (let at = from + 1; at < code.length; at += 1) {
    if (code[at] === '\\') at += 1;
    else if (code[at] === quote) return at;
    else if (quote === '`' && code.startsWith('${', at)) at = putInEnd(code, at + 2);
  }
  return code.length;
}

function putInEnd(code: string, from: number): number {
  let open = 1;
  for (let at = from; at < code.length; at += 1) {
    if (code[at] === '`' || code[at] === "'") at = textEnd(code, at);
    else if (code[at] === '{') open += 1;
    else if (code[at] === '}') open -= 1;
    if (open === 0) return at;
  }
  return code.length;
}
