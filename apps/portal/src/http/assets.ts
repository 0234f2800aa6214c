import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { packageRoot } from '#runtime/environment/package-root.ts';

type Encoding = 'br' | 'gzip' | 'identity';

interface Asset {
  readonly type: string;
  readonly bodies: Readonly<Partial<Record<Encoding, Buffer>>>;
}

/** The files of the portal, in memory: their names tell their content, so whoever has one never asks again. */
export interface Assets {
  /** Addresses of the application's bundles; undefined when they were not built. */
  readonly app?: { readonly script: string; readonly style: string };
  /** The style of the pages that are no application. */
  readonly pageStyle: string;
  readonly icon: string;
  /** The reasons for refusals, by language. */
  readonly reasons: Readonly<Record<string, string>>;
  send(request: FastifyRequest, reply: FastifyReply, name: string): FastifyReply | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
};

/** Reads what `npm run build` made of the browser's part, and the style of the pages. */
export function readAssets(folder = path.join(packageRoot, 'dist/apps/portal/assets')): Assets {
  const assets = new Map<string, Asset>();
  const [pageStyle, icon] = [addOwn(assets, 'pages.css'), addOwn(assets, 'icon.svg')];
  const de = addOwn(assets, 'reasons.de.json');
  const manifestFile = path.join(folder, 'manifest.json');
  const manifest = existsSync(manifestFile) ? (JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest) : undefined;
  if (manifest) {
    const names = readdirSync(folder).filter((name) => types[path.extname(name)] && name !== 'manifest.json');
    for (const name of names) assets.set(name, assetIn(folder, name));
  }
  return {
    app: manifest && { script: `/assets/${manifest['app.js']}`, style: `/assets/${manifest['app.css']}` },
    pageStyle,
    icon,
    reasons: { de },
    send: (request, reply, name) => send(request, reply, assets.get(name)),
  };
}

interface Manifest {
  readonly 'app.js': string;
  readonly 'app.css': string;
}

/** A file of the templates, under a name with its content's hash. */
function addOwn(assets: Map<string, Asset>, file: string): string {
  const identity = readFileSync(path.join(packageRoot, 'apps/portal/src/templates', file));
  const { name: stem, ext } = path.parse(file);
  const name = `${stem}-${createHash('sha256').update(identity).digest('hex').slice(0, 12)}${ext}`;
  const bodies = { identity, br: brotliCompressSync(identity), gzip: gzipSync(identity) };
  assets.set(name, { type: types[ext] ?? '', bodies });
  return `/assets/${name}`;
}

function assetIn(folder: string, name: string): Asset {
  const readIfThere = (file: string) => (existsSync(file) ? readFileSync(file) : undefined);
  const file = path.join(folder, name);
  const bodies = {
    identity: readFileSync(file),
    br: readIfThere(`${file}.br`),
    gzip: readIfThere(`${file}.gz`),
  };
  return { type: types[path.extname(name)] ?? '', bodies };
}

function send(request: FastifyRequest, reply: FastifyReply, asset: Asset | undefined): FastifyReply | undefined {
  if (!asset) return undefined;
  const encoding = encodingFor(String(request.headers['accept-encoding'] ?? ''), asset);
  void reply.headers({
    'content-type': asset.type,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  });
  return reply.send(asset.bodies[encoding]);
}

function encodingFor(accepted: string, { bodies }: Asset): Encoding {
  const taken = accepted
    .split(',')
    .map((each) => each.trim().split(';'))
    .filter(([, quality]) => !/^\s*q=0(\.0*)?\s*$/.test(quality ?? ''))
    .map(([name]) => name);
  return (['br', 'gzip'] as const).find((encoding) => taken.includes(encoding) && bodies[encoding]) ?? 'identity';
}
