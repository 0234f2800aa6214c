import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as formats } from 'ajv-formats';
import type { z } from 'zod';
import { topics } from '#contracts/topics.ts';

/** What is committed in libs/contracts/generated, as people outside get it. */

const folder = new URL('../../libs/contracts/generated/', import.meta.url);

export const schemaByType: ReadonlyMap<string, z.ZodType> = new Map(
  Object.values(topics).flatMap((topic) => Object.entries<z.ZodType>(topic.events)),
);

export function generatedText(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8');
}

export function generatedJson(path: string): Record<string, unknown> {
  return JSON.parse(generatedText(path));
}

/** The paths of all generated files. */
export function generatedPaths(): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => `${parentPath}/${name}`.replaceAll('//', '/'));
  return names.map((name) => name.slice(folder.pathname.length)).sort();
}

/** A checker of data against the published JSON Schema of an event type, formats included. */
export function publishedCheck(type: string): (data: unknown) => boolean {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: false });
  // biome-ignore lint/suspicious/noExplicitAny: ajv-formats is CommonJS, and its types say otherwise
  (formats as any)(ajv);
  const check = ajv.compile(generatedJson(`schemas/${type}.json`));
  return (data) => check(data) === true;
}
