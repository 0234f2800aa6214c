/**
 * JSON merge patch (RFC 7396): what a patch names takes the place of what was there, null takes it away, and what it does not
 * name stays. Lists are replaced whole.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const before = isObject(target) ? target : {};
  const merged = Object.entries(patch).flatMap(([name, value]) =>
    value === null ? [] : [[name, mergePatch(Object.hasOwn(before, name) ? before[name] : undefined, value)] as const],
  );
  const kept = Object.entries(before).filter(([name]) => !Object.hasOwn(patch, name));
  return Object.fromEntries([...kept, ...merged]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
