import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { minify } from '@swc/core';
import { build, type Metafile } from 'esbuild';

/**
 * Bundles the browser's part of the portal into `dist/apps/portal/assets`: files with their hash in the name, each with its brotli and
 * gzip form beside it, and `manifest.json`, which says what the two entries are called. It fails over the budget.
 */

/**
 * W1 in bytes after brotli: all that the first page loads, the JavaScript of all pages, and what the readers of another language load beside
 * it: its texts, which nobody else gets. W1 allows 150 kB of JavaScript; what was saved of it is kept.
 */
const budget = { firstPage: 90_000, script: 110_000, language: 20_000 } as const;

const root = path.join(import.meta.dirname, '..', '..');
const source = path.join(import.meta.dirname, 'src', 'browser');

export interface BuiltAssets {
  /** Where the files are. */
  readonly folder: string;
  readonly firstPageBytes: number;
  readonly scriptBytes: number;
  /** Texts of the other language. */
  readonly languageBytes: number;
}

/** Builds all of it anew. `folder`: where to; without it where the built portal looks for it. */
export async function buildAssets(folder = path.join(root, 'dist/apps/portal/assets')): Promise<BuiltAssets> {
  const { outputFiles, metafile } = await build({
    entryPoints: { app: path.join(source, 'app.tsx'), style: path.join(source, 'style', 'app.css') },
    outdir: folder,
    entryNames: 'app-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: 'file-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2024',
    minify: true,
    metafile: true,
    write: false,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  await mkdir(folder, { recursive: true });
  const before = await readdir(folder);
  const sizes = new Map<string, number>();
  await Promise.all(
    outputFiles.map(async ({ path: file, text, contents }) => {
      sizes.set(path.basename(file), await written(file, file.endsWith('.js') ? await minified(text) : contents));
    }),
  );
  const manifest = manifestOf(metafile);
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest)}\n`);
  // What is the same stays, for whoever reads it at this moment.
  const own = (name: string) => name === 'manifest.json' || sizes.has(name.replace(/\.(br|gz)$/, ''));
  await Promise.all(before.filter((name) => !own(name)).map((name) => rm(path.join(folder, name))));
  const bytes = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  const texts = translationsIn(metafile);
  const built = {
    folder,
    firstPageBytes: bytes([...loadedWith(metafile, manifest['app.js']), manifest['app.css']]),
    scriptBytes: bytes([...sizes.keys()].filter((name) => name.endsWith('.js') && !texts.has(name))),
    languageBytes: bytes(texts),
  };
  if (built.firstPageBytes > budget.firstPage)
    throw overBudget('the first page', built.firstPageBytes, budget.firstPage);
  if (built.scriptBytes > budget.script) throw overBudget('the JavaScript', built.scriptBytes, budget.script);
  if (built.languageBytes > budget.language) throw overBudget('the German', built.languageBytes, budget.language);
  return built;
}

/** esbuild looks at each expression alone; what a second minifier sees over a whole file is a fortieth of its bytes. */
async function minified(text: string): Promise<Buffer> {
  const { code } = await minify(text, {
    module: true,
    ecma: 2020,
    compress: { ecma: 2020, toplevel: true, passes: 3 },
    mangle: { toplevel: true },
  });
  return Buffer.from(code);
}

/** Writes a file and its two compressed forms; answers how many bytes its brotli form has. */
async function written(file: string, contents: Uint8Array): Promise<number> {
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(contents, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length } }),
    promisify(gzip)(contents, { level: 9 }),
  ]);
  await Promise.all([writeFile(file, contents), writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
  return br.length;
}

function manifestOf({ outputs }: Metafile) {
  const entryOf = (sourceFile: string) => {
    const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(`/${sourceFile}`));
    if (!found) throw new Error(`the bundle has no entry ${sourceFile}`);
    return path.basename(found[0]);
  };
  return { 'app.js': entryOf('app.tsx'), 'app.css': entryOf('app.css') };
}

/** A file and all that it imports at once, and the page that is shown first after sign-in. */
function loadedWith({ outputs }: Metafile, entry: string): Set<string> {
  const byName = new Map(Object.entries(outputs).map(([name, output]) => [path.basename(name), output]));
  const first = [...byName].find(([, { entryPoint }]) => entryPoint?.endsWith('/first-pages.ts'))?.[0];
  const open = first ? [entry, first] : [entry];
  const seen = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const statically = byName.get(name)?.imports.filter(({ kind }) => kind === 'import-statement') ?? [];
    open.push(...statically.map(({ path: imported }) => path.basename(imported)));
  }
  return seen;
}

/** Files that hold nothing but texts in another language; they are loaded for its readers alone. */
function translationsIn({ outputs }: Metafile): Set<string> {
  const own = Object.entries(outputs).filter(([, { entryPoint }]) =>
    /\/text\/([\w-]+\.)?de\.ts$/.test(entryPoint ?? ''),
  );
  return new Set(own.map(([name]) => path.basename(name)));
}

function overBudget(what: string, actual: number, limit: number): Error {
  return new Error(`${what} of the portal has ${actual} bytes after brotli; at most ${limit} are allowed (W1)`);
}

if (import.meta.main) {
  const { firstPageBytes, scriptBytes, languageBytes } = await buildAssets();
  if (process.env.LOG_LEVEL === 'debug')
    console.log(`portal: first page ${firstPageBytes}, script ${scriptBytes}, German ${languageBytes} bytes`);
}
