import { readFileSync } from 'node:fs';
import { schemaViolations } from '#contracts/reading/violations.ts';
import { type JsonFile, jsonFilesIn } from '#runtime/environment/json-files.ts';
import { StartError } from '#runtime/environment/settings.ts';
import type { OwnCertificate } from '../../lookups/lookup-source.ts';
import { type SenderProfile, senderProfile } from './profile.ts';

/** Senders by name. */
export type Senders = ReadonlyMap<string, SenderProfile>;

/**
 * The profiles in a folder's `*.json` files, a sender each.
 * @throws StartError naming the file, the place in it and what is wrong there; also for a sender, a person or a secret that stands twice
 */
export function sendersIn(folder: string): Senders {
  const files = jsonFilesIn(folder, 'SENDERS_DIR').map((file) => ({ file: file.file, profile: profileIn(file) }));
  unique(files.map(({ file, profile }) => [file, [`sender ${profile.sender}`]]));
  unique(files.map(({ file, profile }) => [file, profile.people.map((person) => `person ${person.toLowerCase()}`)]));
  unique(files.map(({ file, profile }) => [file, secretFileOf(profile) ?? []].flat(0) as [string, string[]]));
  return new Map(files.map(({ profile }) => [profile.sender, profile]));
}

/**
 * The same for a process that takes documents: a secret that cannot be read is found when it starts, not by the first document.
 * @throws StartError as `sendersIn`, and for a file of a secret that is not there or empty
 */
export function servedSenders(folder: string): Senders {
  const senders = sendersIn(folder);
  for (const profile of senders.values()) {
    const { authentication, answer, lookup } = profile;
    for (const each of [authentication, answer.credentials, lookup?.credentials]) {
      const missing = filesOf(each).find((file) => !hasSecret(file));
      if (missing === undefined) continue;
      throw new StartError(
        `SENDERS_DIR: the secret ${missing} of sender ${profile.sender} cannot be read or is empty; put it there`,
      );
    }
  }
  return senders;
}

/** The files that credentials name: secret, certificate and its key. */
function filesOf(credentials: object | undefined): string[] {
  const { secretFile, certificateFile, certificate } = (credentials ?? {}) as {
    readonly [file in 'secretFile' | 'certificateFile']?: string;
  } & { readonly certificate?: OwnCertificate };
  const own = certificate ? [certificate.certificateFile, certificate.keyFile] : [];
  return [secretFile, certificateFile, ...own].filter((file) => file !== undefined);
}

function hasSecret(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').trim() !== '';
  } catch {
    return false;
  }
}

function profileIn({ file, content }: JsonFile): SenderProfile {
  const parsed = senderProfile.safeParse(content);
  if (parsed.success) return parsed.data;
  const wrong = schemaViolations(parsed.error, content).map(({ path, message }) =>
    message.startsWith(path) ? message : `${path} ${message}`,
  );
  throw new StartError(`${file} is no profile of a sender: ${wrong.join('; ')}`);
}

function secretFileOf({ authentication }: SenderProfile): string[] | undefined {
  return authentication && 'secretFile' in authentication ? [`secret ${authentication.secretFile}`] : undefined;
}

/** A token or a secret is one sender's: of two, nobody could say whose document it is. */
function unique(stated: readonly (readonly [file: string, names: readonly string[]])[]): void {
  const holders = new Map<string, string>();
  for (const [file, names] of stated) {
    for (const name of names) {
      const other = holders.get(name);
      if (other !== undefined)
        throw new StartError(`${file} is no profile of a sender: ${name} stands in ${other} too`);
      holders.set(name, file);
    }
  }
}

/**
 * The secret of a sender; read when it is needed, so that a new one needs no restart. Undefined where the sender has none.
 * @throws Error for a file that cannot be read
 */
export function secretOf({ authentication }: SenderProfile): string | undefined {
  if (!authentication || !('secretFile' in authentication)) return undefined;
  return readFileSync(authentication.secretFile, 'utf8').trim();
}
