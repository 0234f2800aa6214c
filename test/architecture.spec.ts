import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { serviceNames } from '#contracts/services.ts';

/** The imports that architecture allows, read from the sources themselves. */

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const root = path.join(import.meta.dirname, '..');
const sources = ['apps', 'libs', 'tools', 'test'].flatMap((folder) => sourcesBelow(folder));
const production = sources.filter(({ file }) => !file.endsWith('.spec.ts') && !file.startsWith('test/'));

function sourcesBelow(folder: string): Source[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const imports = [...text.matchAll(/^(?:import|export)\s[^;]*?from '([^']+)'|^import '([^']+)'/gm)];
      return { file, text, imports: imports.map((match) => match[1] ?? match[2] ?? '') };
    });
}

/** An import as a path from the project's root where it is one of ours. */
function target(file: string, specifier: string): string {
  const alias = /^#(domain|contracts|runtime|documents|formats|apps|test)\//.exec(specifier);
  if (alias?.[1] === 'test' || alias?.[1] === 'apps') return specifier.slice(1);
  if (alias) return `libs/${alias[1]}/src/${specifier.slice(alias[0].length)}`;
  if (specifier.startsWith('.')) return path.join(path.dirname(file), specifier);
  return specifier;
}

/** Every import of the files below a folder that is not allowed there, as `file -> import`. */
function forbidden(files: readonly Source[], allowed: (target: string, file: string) => boolean): string[] {
  return files.flatMap(({ file, imports }) =>
    imports
      .map((specifier) => target(file, specifier))
      .filter((to) => !allowed(to, file))
      .map((to) => `${file} -> ${to}`),
  );
}

/** Imports from a room below `folder` into one that it may not know; rooms that nobody listed may know nothing. */
function upward(folder: string, above: Readonly<Record<string, readonly string[]>>): string[] {
  const roomOf = (file: string) => (file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split('/') : []);
  return forbidden(below(`${folder}/`), (to, file) => {
    const [from = ''] = roomOf(file);
    const [room, ...rest] = roomOf(to);
    return room === undefined || room === from || (rest.length > 0 && (above[from] ?? []).includes(room));
  });
}

/** Every group of files that import each other, directly or through others (Tarjan's strongly connected components). */
function circles(): string[] {
  const imports = new Map(sources.map(({ file, imports: own }) => [file, own.map((one) => target(file, one))]));
  const [order, low] = [new Map<string, number>(), new Map<string, number>()];
  const [open, found]: [string[], string[]] = [[], []];
  const visit = (file: string): void => {
    order.set(file, order.size);
    low.set(file, order.size - 1);
    open.push(file);
    for (const to of imports.get(file) ?? []) {
      if (!imports.has(to)) continue;
      if (!order.has(to)) visit(to);
      if (open.includes(to)) low.set(file, Math.min(low.get(file) ?? 0, low.get(to) ?? 0));
    }
    if (low.get(file) !== order.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) found.push(circle.sort().join(' <-> '));
  };
  for (const { file } of sources) if (!order.has(file)) visit(file);
  return found;
}

/** True for code that would answer otherwise at another time or place. */
function hasWorld({ text }: Source): boolean {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return /\bDate\.now\(|new Date\(\)|Math\.random|process\.|crypto|\basync\b|\bawait\b|setTimeout|\bfetch\(/.test(code);
}

const appOf = (file: string) => /^apps\/[^/]+\//.exec(file)?.[0] ?? file;
const below = (folder: string) => production.filter(({ file }) => file.startsWith(folder));

describe('the architecture', () => {
  test('domain imports its own folder and values, no packages', () => {
    const context = (file: string) => file.split('/').slice(0, 4).join('/');
    expect(
      forbidden(
        below('libs/domain/'),
        (to, file) => to.startsWith(`${context(file)}/`) || to.startsWith('libs/domain/src/values/'),
      ),
    ).toEqual([]);
  });

  test('domain has no clock, chance, environment or waiting', () => {
    expect(
      below('libs/domain/')
        .filter(hasWorld)
        .map(({ file }) => file),
    ).toEqual([]);
  });

  test('contracts import zod and each other', () => {
    const files = below('libs/contracts/');
    expect(forbidden(files, (to) => to === 'zod' || to.startsWith('libs/contracts/'))).toEqual([]);
  });

  test('runtime imports contracts, domain values and packages, no service', () => {
    const allowed = (to: string) =>
      !to.startsWith('apps/') && (!to.startsWith('libs/domain/') || to.startsWith('libs/domain/src/values/'));
    expect(forbidden(below('libs/runtime/'), allowed)).toEqual([]);
  });

  test('documents import packages and domain values, no service and not the runtime', () => {
    const allowed = (to: string) =>
      !to.startsWith('apps/') &&
      (!to.startsWith('libs/') || to.startsWith('libs/documents/') || to.startsWith('libs/domain/src/values/'));
    expect(forbidden(below('libs/documents/'), allowed)).toEqual([]);
  });

  test('formats import domain values, saxes and each other: bytes in, readings out', () => {
    const allowed = (to: string) =>
      to === 'saxes' || to.startsWith('libs/formats/') || to.startsWith('libs/domain/src/values/');
    expect(forbidden(below('libs/formats/'), allowed)).toEqual([]);
  });

  test('formats have no clock, chance, environment or waiting', () => {
    expect(
      below('libs/formats/')
        .filter(hasWorld)
        .map(({ file }) => file),
    ).toEqual([]);
  });

  test('an app imports no other app; all-in-one imports their modules, parts and commands', () => {
    const app = (file: string) => file.split('/')[1] ?? '';
    const allowed = (to: string, file: string) =>
      !to.startsWith('apps/') ||
      app(to) === app(file) ||
      (app(file) === 'all-in-one' &&
        /\.(module|settings|tables|slices)\.ts$|\/(verify|doctor|close-month|demo-people|migrations\/migrations)\.ts$/.test(
          to,
        ));
    expect(forbidden(below('apps/'), allowed)).toEqual([]);
  });

  test('an app decides with its own domain context only, and the portal with none', () => {
    const deciding = serviceNames.filter((name) => name !== 'portal');
    const contextsOf = (name: string) => {
      const known = below(`apps/${name}/`).flatMap(({ file, imports }) => imports.map((one) => target(file, one)));
      return new Set(known.flatMap((to) => /^libs\/domain\/src\/(?!values\/)([^/]+)/.exec(to)?.[1] ?? []));
    };
    const contexts = deciding.map(contextsOf);
    expect(contexts.map(({ size }) => size)).toEqual(deciding.map(() => 1));
    expect(new Set(contexts.flatMap((each) => [...each])).size).toBe(deciding.length);
    expect([...contextsOf('portal')]).toEqual([]);
  });

  test('slices are pure: domain, contracts, types of the runtime', () => {
    const slices = production.filter(({ file }) => file.endsWith('.slices.ts'));
    const allowed = (to: string, file: string) =>
      to === 'zod' ||
      to.startsWith('libs/domain/') ||
      to.startsWith('libs/contracts/') ||
      to === 'libs/runtime/src/slices/slice.ts' ||
      to === 'libs/runtime/src/environment/keys/sha256.ts' ||
      (appOf(to) === appOf(file) && !/\.(store|http|job|tables)\.ts$/.test(to));
    expect(forbidden(slices, allowed)).toEqual([]);
  });

  test('MikroORM stays in stores, tables, migrations and the runtime; Nest in mains, modules, consumers, HTTP, jobs', () => {
    const orm = /\.(store|tables|module)\.ts$|\/migrations\/|^libs\/runtime\//;
    const nest = /\.(module|consumer|http|job)\.ts$|main\.ts$|demo\.ts$|^libs\/runtime\//;
    const allowed = (to: string, file: string) =>
      (!to.startsWith('@mikro-orm/') || orm.test(file)) && (!to.startsWith('@nestjs/') || nest.test(file));
    expect(forbidden(production, allowed)).toEqual([]);
  });

  test('no service reads another’s tables', () => {
    const found = below('apps/').flatMap(({ file, text }) => {
      const others = serviceNames.filter((schema) => schema !== file.split('/')[1]);
      return others
        .filter((schema) => new RegExp(`\\b(from|into|join|update)\\s+${schema}\\.`).test(text))
        .map((schema) => `${file} -> ${schema}`);
    });
    expect(found).toEqual([]);
  });

  test('rooms of the runtime know those above them, never those below', () => {
    const above: Record<string, readonly string[]> = {
      environment: [],
      postgres: ['environment'],
      broker: ['environment'],
      slices: ['environment', 'postgres', 'broker'],
      mail: ['environment', 'postgres', 'broker', 'slices'],
      http: ['environment', 'postgres', 'broker', 'slices'],
      process: ['environment', 'postgres', 'broker', 'slices', 'mail', 'http'],
    };
    expect(upward('libs/runtime/src', above)).toEqual([]);
  });

  test('rooms of licenses know those above them: books, rules, authority, figures, actions, cases', () => {
    const above: Record<string, readonly string[]> = {
      books: [],
      reference: ['books'],
      rules: ['books'],
      authority: ['books', 'rules'],
      figures: ['books', 'rules', 'authority'],
      actions: ['books', 'reference', 'rules', 'authority', 'figures'],
      cases: ['books', 'rules', 'authority', 'figures', 'actions'],
    };
    expect(upward('libs/domain/src/licenses', above)).toEqual([]);
  });

  test('no file leads back to itself, through types neither', () => {
    expect(circles()).toEqual([]);
  });

  test('a room has at most sixteen files', () => {
    const files = globSync('{apps,libs,tools,test}/**/*', { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
      .filter((file) => !/\/(migrations|golden|generated)\//.test(file));
    const rooms = Map.groupBy(files, (file) => path.dirname(file));
    const crowded = [...rooms].filter(([, own]) => own.length > 16);
    expect(crowded.map(([room, own]) => `${room}: ${own.length}`)).toEqual([]);
  });

  test('no object is made only to be spread: it costs time, and says no more than its properties', () => {
    const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(production.filter(({ text }) => /\.\.\.\{ /.test(code(text))).map(({ file }) => file)).toEqual([]);
  });

  test('getters stand in classes: in an object each is a hidden class of its own, which keeps all that it reaches until a full collection', () => {
    const once = ['apps/invoicing/src/invoicing.settings.ts'];
    const found = production.filter(({ text }) => /^ {4,}get \w+\(\)/m.test(text)).map(({ file }) => file);
    expect(found).toEqual(once);
  });

  test('there are no barrels and no files that are named after nothing', () => {
    const vague = /(^|\/)(index|utils?|helpers?|base|manager|common|misc)\.ts$/;
    expect(sources.filter(({ file }) => vague.test(file)).map(({ file }) => file)).toEqual([]);
  });
});
