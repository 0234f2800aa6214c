import { existsSync } from 'node:fs';
import { serviceNames } from '#contracts/services.ts';
import { settingsParts } from '../../../tools/contracts/settings-page.ts';

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

/** The names of all settings: of every process, and of every service. */
export function knownSettings(): string[] {
  return settingsParts.flatMap(({ variables }) => Object.keys(variables.shape));
}
