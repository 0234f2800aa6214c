import { existsSync, readFileSync } from 'node:fs';
import { serviceNames } from '#contracts/services.ts';

/** The services that run in containers of their own, in the order of the alphabet. */
export const services = serviceNames.toSorted();

/** The command by which the image runs a service. */
export function commandOf(app: string): string[] {
  return ['node', `dist/apps/${app}/src/main.js`];
}

/** Those of the apps that have no program. */
export function appsWithoutProgram(apps: readonly string[]): string[] {
  return apps.filter((app) => !existsSync(`apps/${app}/src/main.ts`));
}

/** The names of all settings, read from the source that checks them. */
export function knownSettings(): string[] {
  const source = readFileSync('libs/runtime/src/environment/settings.ts', 'utf8');
  return [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name);
}
