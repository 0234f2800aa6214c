import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** A Kubernetes object as it stands in a file. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  // biome-ignore lint/suspicious/noExplicitAny: its shape depends on the kind, and is what the tests look into
  readonly spec?: any;
}

interface Kustomization {
  readonly resources?: readonly string[];
  readonly configMapGenerator?: readonly { readonly envs?: readonly string[]; readonly files?: readonly string[] }[];
  readonly patches?: readonly {
    readonly path: string;
    readonly target?: { readonly kind: string; readonly labelSelector?: string };
  }[];
}

/** All objects of a YAML file. */
export function readManifests(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${file}: ${error.message}`);
    return document.toJS() as Manifest;
  });
}

/**
 * What a kustomization folder renders to, as far as this project uses Kustomize: resources, and patches that are merged.
 * Names, namespaces, images and generated objects stay as they are. `files` are all files that it read or names.
 */
export function render(folder: string): { readonly manifests: Manifest[]; readonly files: string[] } {
  const own = join(folder, 'kustomization.yaml');
  const { resources = [], patches = [], configMapGenerator = [] } = parse(readFileSync(own, 'utf8')) as Kustomization;
  const files = [own];
  let manifests: Manifest[] = [];
  for (const resource of resources.map((path) => join(folder, path))) {
    const part = statSync(resource).isDirectory()
      ? render(resource)
      : { manifests: readManifests(resource), files: [resource] };
    manifests.push(...part.manifests);
    files.push(...part.files);
  }
  for (const { path, target } of patches) {
    const [patch] = readManifests(join(folder, path));
    if (!patch) throw new Error(`${path} is empty`);
    files.push(join(folder, path));
    const wanted = target ?? { kind: patch.kind };
    manifests = manifests.map((manifest) => {
      const named = target !== undefined || manifest.metadata.name === patch.metadata.name;
      const metadata = { ...manifest.metadata, labels: manifest.metadata.labels };
      return named && selects(wanted, manifest) ? { ...(merge(manifest, patch) as Manifest), metadata } : manifest;
    });
  }
  const generated = configMapGenerator.flatMap(({ envs = [], files: contents = [] }) => [...envs, ...contents]);
  return { manifests, files: [...files, ...generated.map((path) => join(dirname(own), path))] };
}

function selects(target: { kind: string; labelSelector?: string }, { kind, metadata }: Manifest): boolean {
  const [label = '', value] = target.labelSelector?.split('=') ?? [];
  return kind === target.kind && (label === '' || metadata.labels?.[label] === value);
}

/** Kustomize's strategic merge: fields of the patch win, lists of named things are joined by name, other lists replaced. */
function merge(value: unknown, patch: unknown): unknown {
  if (isNamedList(value) && isNamedList(patch)) {
    const names = new Set([...patch, ...value].map(({ name }) => name));
    return [...names].map((name) => merge(find(value, name), find(patch, name)));
  }
  if (!isRecord(value) || !isRecord(patch)) return patch === undefined ? value : patch;
  const keys = new Set([...Object.keys(value), ...Object.keys(patch)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(value[key], patch[key])]));
}

function find(list: readonly { name: string }[], name: string): unknown {
  return list.find((item) => item.name === name);
}

function isNamedList(value: unknown): value is { name: string }[] {
  return Array.isArray(value) && value.every((item) => isRecord(item) && typeof item.name === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
