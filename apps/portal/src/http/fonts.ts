import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { packageRoot } from '#runtime/environment/package-root.ts';

/** The fonts of certificates, for browsers that have no glyph for a name: a style sheet for each script, and its slices. */
export interface Fonts {
  /** Tells these files from those of other versions: with it they are for ever. */
  readonly version: string;
  /** A file by its name under `/assets/`; undefined: it is none of a font. */
  send(reply: FastifyReply, name: string): FastifyReply | undefined;
}

const require = createRequire(import.meta.url);
const forEver = { 'cache-control': 'public, max-age=31536000, immutable' };

/** Reads what packages of fonts there are; the fonts themselves when somebody asks for one. */
export function readFonts(): Fonts {
  const { dependencies } = JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const packages = Object.entries(dependencies).filter(([name]) => /^@fontsource(-variable)?\//.test(name));
  const version = createHash('sha256').update(JSON.stringify(packages)).digest('hex').slice(0, 12);
  const byScript = new Map(packages.map(([name]) => [name.replace(/^.*\/(noto-(sans-)?)?/, ''), name]));
  const sheets = new Map<string, Buffer>();
  const sheetOf = (script: string, name: string) => {
    const sheet = sheets.get(script) ?? gzipSync(sheetText(name, `font-${version}-${script}`));
    sheets.set(script, sheet);
    return sheet;
  };
  return {
    version,
    send(reply, name) {
      const [, given, script = '', file] = /^font-(\w+)-([a-z0-9-]+?)(?:~([a-z0-9-]+)\.woff2|\.css)$/.exec(name) ?? [];
      const pack = byScript.get(script);
      if (given !== version || !pack) return undefined;
      if (file !== undefined) return sendSlice(reply, pack, file);
      void reply.headers({ ...forEver, 'content-type': 'text/css; charset=utf-8', 'content-encoding': 'gzip' });
      return reply.send(sheetOf(script, pack));
    },
  };
}

function sendSlice(reply: FastifyReply, pack: string, file: string): FastifyReply | undefined {
  try {
    const body = readFileSync(require.resolve(`${pack}/files/${file}.woff2`));
    return reply.headers({ ...forEver, 'content-type': 'font/woff2' }).send(body);
  } catch {
    return undefined;
  }
}

/** All scripts are one family to the pages, each where it has glyphs. */
function sheetText(pack: string, prefix: string): string {
  const sheet = readFileSync(require.resolve(`${pack}/index.css`), 'utf8');
  return sheet
    .replaceAll(/\/\*.*?\*\/\n/g, '')
    .replaceAll(/font-family: '[^']+'/g, "font-family: 'Glyphs'")
    .replaceAll(/url\(\.\/files\/([a-z0-9-]+)\.woff2\)/g, `url(/assets/${prefix}~$1.woff2)`)
    .replaceAll(/, url\([^)]*\.woff\) format\('woff'\)/g, '');
}
