import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One name, one thing: what modules export, read from the sources. */

const root = path.join(import.meta.dirname, '..');

/** What every service or context has, each its own: who reads one knows it in the others. */
const ofEach = [
  ...['evolve', 'emptyBooks', 'noNeeds', 'StoreOptions', 'accountStream'],
  ...['announce', 'announceQueued', 'aboutOf'],
  ...['OrderHeader', 'OrderAccount', 'asRevised', 'decideOrderChanged'],
];

/** Events by the name that they have in the domain and, as what is sent of them, in the contracts. */
const onTheWire = ['EntitlementFulfilled', 'StockMoved', 'StockPurchased'];

const exported = /^export (?:async )?(?:abstract )?(?:function\*?|const|class|interface|type|enum) (\w+)/gm;

/** The files that export each name, migrations aside, which are named after what they bring. */
function exportersIn(patterns: readonly string[]): Map<string, string[]> {
  const files = globSync([...patterns], { cwd: root })
    .filter((file) => !file.endsWith('.spec.ts') && !file.endsWith('.d.ts') && !file.includes('/migrations/'))
    .sort();
  const found = new Map<string, string[]>();
  for (const file of files) {
    for (const [, name = ''] of readFileSync(path.join(root, file), 'utf8').matchAll(exported)) {
      found.set(name, [...(found.get(name) ?? []), file]);
    }
  }
  return found;
}

/** Names that more than one file exports, as `name: files`. Overloads are of one file. */
function shared(patterns: readonly string[], allowed: readonly string[] = []): string[] {
  return [...exportersIn(patterns)]
    .map(([name, files]) => [name, [...new Set(files)]] as const)
    .filter(([name, files]) => files.length > 1 && !allowed.includes(name))
    .map(([name, files]) => `${name}: ${files.join(', ')}`);
}

describe('names', () => {
  const services = [
    'apps/{all-in-one,intake,fulfillment,ledger,invoicing}/src/**/*.ts',
    'apps/portal/src/{*,!(browser)/**/*}.ts',
    'libs/*/src/**/*.ts',
  ];

  test('stand for one thing each, whichever module exports them', () => {
    expect(shared([...services, 'tools/**/*.ts'], [...ofEach, ...onTheWire])).toEqual([]);
  });

  test('stand for one thing each in the browser too, which calls what the API answers as the API does', () => {
    expect(shared(['apps/portal/src/browser/**/*.ts'])).toEqual([]);
  });

  test('are allowed to stand twice only where they do', () => {
    const twice = shared(services).map((line) => line.replace(/:.*$/, ''));
    expect([...ofEach, ...onTheWire].filter((name) => !twice.includes(name))).toEqual([]);
  });
});
