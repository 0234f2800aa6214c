import 'reflect-metadata';
import { globSync, readFileSync } from 'node:fs';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { routes } from '#contracts/http/http.ts';
import { ContractsController } from '#runtime/http/contracts.http.ts';
import { generatedText } from './published.ts';

/** The HTTP contract names every route of the controllers, and none that is not there. */

const root = new URL('../../', import.meta.url).pathname;

type Controller = new (...args: never[]) => unknown;

/** Every controller class of services and runtime. The portal is pages, not a contract. */
async function controllers(): Promise<Controller[]> {
  const files = globSync(['apps/*/src/**/*.ts', 'libs/runtime/src/**/*.ts'], { cwd: root })
    .filter((file) => !file.endsWith('.spec.ts') && !file.startsWith('apps/portal/'))
    .filter((file) => readFileSync(root + file, 'utf8').includes('@Controller('));
  const modules = await Promise.all(files.map((file) => import(root + file) as Promise<Record<string, unknown>>));
  return modules
    .flatMap((module) => Object.values(module))
    .filter((value): value is Controller => typeof value === 'function' && Reflect.hasMetadata(PATH_METADATA, value));
}

/** `GET /api/orders/{orderNumber}` for every method of a controller that answers HTTP. */
function routesOf(controller: Controller): string[] {
  const methods = Object.getOwnPropertyNames(controller.prototype).map((name) => controller.prototype[name]);
  return methods
    .filter((method) => typeof method === 'function' && Reflect.hasMetadata(METHOD_METADATA, method))
    .flatMap((method) => {
      const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method)];
      const prefixes = [Reflect.getMetadata(PATH_METADATA, controller)].flat();
      const paths = [Reflect.getMetadata(PATH_METADATA, method)].flat();
      return prefixes
        .flatMap((prefix) => paths.flatMap((path) => pathTexts(prefix, path)))
        .map((path) => `${verb} ${path}`);
    });
}

/** A path as OpenAPI writes it; one that takes a choice of words (`:step(approve|refuse)`) is as many routes. */
function pathTexts(prefix: string, path: string): string[] {
  const choices = `${prefix}/${path}`
    .split('/')
    .filter((step) => step !== '')
    .map((step) => /^:\w+\((.+)\)$/.exec(step)?.[1]?.split('|') ?? [step.replace(/^:(\w+)/, '{$1}')]);
  return choices.reduce<string[]>(
    (paths, words) => paths.flatMap((each) => words.map((word) => `${each}/${word}`)),
    [''],
  );
}

// The names of parameters in a path are the controller's own business.
const shapeOf = (route: string) => route.replace(/\{\w+\}/g, '{}');

describe('the HTTP contract', () => {
  it('is what the controllers answer', async () => {
    const inCode = (await controllers()).flatMap(routesOf).map(shapeOf).sort();
    const inContract = routes.map(({ method, path }) => shapeOf(`${method} ${path}`)).sort();
    expect(inContract).toEqual(inCode);
    // It loads every service, for the first time in its process.
  }, 60_000);

  it('has one name and one address an operation', () => {
    expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
    expect(new Set(routes.map(({ method, path }) => shapeOf(`${method} ${path}`))).size).toBe(routes.length);
  });

  it.each(routes.map((route) => [route.path, route] as const))(
    '%s tells what each parameter of its path is',
    (path, route) => {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(route.parameters ?? {})).toEqual(named);
    },
  );

  it('is served as it is published', () => {
    expect(new ContractsController().openApi()).toBe(generatedText('openapi.json'));
  });

  it('pages every list with a cursor', () => {
    const lists = routes.filter((route) => route.id.startsWith('list'));
    expect(lists.filter(({ query }) => !query || !('cursor' in query)).map(({ id }) => id)).toEqual([]);
  });
});
