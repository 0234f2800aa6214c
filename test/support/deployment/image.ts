import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../programs.ts';

/** A COPY line of the image's last stage: what is copied, and to which place below its folder. */
interface Copied {
  readonly source: string;
  readonly target: string;
}

/** What the last stage of deploy/Dockerfile puts into the image, as paths below the project's root. */
export function imageFiles(): Copied[] {
  const dockerfile = readFileSync(path.join(projectRoot, 'deploy', 'Dockerfile'), 'utf8');
  const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  return [...lastStage.matchAll(/^COPY (?:--from=\w+ )?(\S+) (\S+)$/gm)].map(([, from = '', to = '']) => {
    const source = from.replace(/^\/app\//, '');
    return { source, target: to === './' ? source : to };
  });
}

/**
 * Lays the files of the image out below an empty folder: exactly those, from a project that is built. Sources are left out
 * of apps as the build stage deletes them; the packages are the project's own, by a link.
 */
export function layOutImage(folder: string): void {
  for (const { source, target } of imageFiles()) {
    const [from, to] = [path.join(projectRoot, source), path.join(folder, target)];
    mkdirSync(path.dirname(to), { recursive: true });
    if (source === 'node_modules') symlinkSync(from, to);
    else
      cpSync(from, to, { recursive: true, filter: (file) => source !== 'apps' || !/\.ts$|\/browser(\/|$)/.test(file) });
  }
}

/** What a source file reads below the package's root: the paths that it joins to `packageRoot`. */
export function pathsBelowRoot(source: string): string[] {
  const calls = [...source.matchAll(/packageRoot(?:\(\))?,\s*((?:['`][^'`]+['`](?:,\s*)?)+)/g)];
  return calls.map(([, parts = '']) =>
    path.join(...[...parts.matchAll(/['`]([^'`]+)['`]/g)].map(([, part = '']) => part)),
  );
}

/** The source files below a folder, specs aside. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => path.join(folder, file));
}
