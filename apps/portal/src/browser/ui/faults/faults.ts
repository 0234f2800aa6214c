import { createContext } from 'preact';
import type { Violation } from '../../api/answers.ts';

/** What the service says of a form, for the fields that it is about: each names the part of the request that it fills in. */
export const Faults = createContext<readonly Violation[]>([]);

/** Whether what is said about `path` is about a field that fills in `part`: of the same name, or around it. */
export function isAbout(path: string | undefined, part: string | undefined): boolean {
  if (path === undefined || part === undefined || !path.startsWith(part)) return false;
  return path.length === part.length || path[part.length] === '.' || path[part.length] === '[';
}

/** What no field of a form says already. `parts`: of the request, that its fields fill in. */
export function ofNoField<Told extends { readonly path?: string }>(
  violations: readonly Told[],
  parts: readonly string[],
): Told[] {
  return violations.filter(({ path }) => !parts.some((part) => isAbout(path, part)));
}
