import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The imports that architecture allows, read from the sources themselves. */

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const root = path.join(import.meta.dirname, '..');
const sources = ['apps', 'libs'].flatMap((folder) => sourcesBelow(folder));
const production = sources.filter(({ file }) => !file.endsWith('.spec.ts'));

function sourcesBelow(folder: string): Source[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const imports = [...text.matchAll(/^(?:import|export)\s[^;]*?from '([^']+)'|^import '([^']+)'/gm)];
      return { file, text, imports: imports.map((match) => match[1] ?? match[2] ?? '') };
    });
}

/** An import as a path from the project's root where it is one of ours. */
function target(file: string, specifier: string): string {
  const alias = /^#(domain|contracts|runtime|documents)\//.exec(specifier);
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
    const banned = /\bDate\.now\(|new Date\(\)|Math\.random|process\.|crypto|\basync\b|\bawait\b|setTimeout|\bfetch\(/;
    const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const found = below('libs/domain/').filter(({ text }) => banned.test(code(text)));
    expect(found.map(({ file }) => file)).toEqual([]);
  });

  test('contracts import zod and each other', () => {
    const files = below('libs/contracts/').filter(({ file }) => !file.includes('/generate/'));
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

  test('an app imports no other app; all-in-one imports their modules and commands', () => {
    const app = (file: string) => file.split('/')[1] ?? '';
    const allowed = (to: string, file: string) =>
      !to.startsWith('apps/') ||
      app(to) === app(file) ||
      (app(file) === 'all-in-one' && /\.module\.ts$|\/(verify|doctor|close-month)\.ts$/.test(to));
    expect(forbidden(below('apps/'), allowed)).toEqual([]);
  });

  test('an app decides with its own domain context only', () => {
    const context: Record<string, string> = {
      intake: 'orders',
      fulfillment: 'entitlements',
      ledger: 'licenses',
      invoicing: 'invoices',
    };
    const allowed = (to: string, file: string) => {
      const own = context[file.split('/')[1] ?? ''];
      return !to.startsWith('libs/domain/') || ['values', own].includes(to.split('/')[3]);
    };
    expect(forbidden(below('apps/'), allowed)).toEqual([]);
  });

  test('slices are pure: domain, contracts, types of the runtime', () => {
    const slices = production.filter(({ file }) => file.endsWith('.slices.ts'));
    const allowed = (to: string, file: string) =>
      to === 'zod' ||
      to.startsWith('libs/domain/') ||
      to.startsWith('libs/contracts/') ||
      to === 'libs/runtime/src/slices/slice.ts' ||
      (path.dirname(to) === path.dirname(file) && !/\.(store|http|job|tables)\.ts$/.test(to));
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
    const schemas = ['intake', 'fulfillment', 'ledger', 'invoicing'];
    const found = below('apps/').flatMap(({ file, text }) => {
      const others = schemas.filter((schema) => schema !== file.split('/')[1]);
      return others
        .filter((schema) => new RegExp(`\\b(from|into|join|update)\\s+${schema}\\.`).test(text))
        .map((schema) => `${file} -> ${schema}`);
    });
    expect(found).toEqual([]);
  });

  test('there are no barrels and no files that are named after nothing', () => {
    const vague = /(^|\/)(index|utils?|helpers?|base|manager|common|misc)\.ts$/;
    expect(sources.filter(({ file }) => vague.test(file)).map(({ file }) => file)).toEqual([]);
  });
});
