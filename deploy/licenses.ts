import { readFileSync } from 'node:fs';

/**
 * `npm run licenses`: what the packages that the services run with allow. Each that is not as free as this project has to be is
 * named, and the exit code is 1. It reads package-lock.json alone and asks nobody.
 */

/** Licenses that ask for a notice at the most. Fonts are OFL-1.1: free to be shipped and embedded. */
const free = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'OFL-1.1',
  'Unlicense',
  'BlueOak-1.0.0',
  'Python-2.0',
];

/** Packages whose own package.json says nothing; somebody read what they come with. */
const read: Readonly<Record<string, string>> = { 'png-js': 'MIT' };

export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** The packages of a lock file that the services run with and whose license is none of the free ones, with what it is. */
export function unfreePackages(packages: Readonly<Record<string, LockedPackage>>): string[] {
  return Object.entries(packages)
    .filter(([place, { dev, devOptional }]) => place !== '' && !dev && !devOptional)
    .map(([place, locked]) => ({ name: place.slice(place.lastIndexOf('node_modules/') + 13), ...locked }))
    .map(({ name, version, license }) => ({ name, version, license: license ?? read[name] }))
    .filter(({ license }) => license === undefined || !free.includes(license))
    .map(({ name, version, license }) => `${name} ${version}: ${license ?? 'says no license'}`);
}

/** The packages of this project's lock file. */
export function lockedPackages(): Readonly<Record<string, LockedPackage>> {
  return JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')).packages;
}

if (import.meta.main) {
  const found = unfreePackages(lockedPackages());
  for (const each of found) console.log(each);
  if (found.length === 0) console.log('every package that the services run with is free to be used and passed on');
  process.exitCode = found.length === 0 ? 0 : 1;
}
