import type { Session } from './answers.ts';

/** What came with the page: who is signed in, and the answers that the first page asks for. */
export interface Shell {
  readonly session?: Session;
  readonly answers: Readonly<Record<string, unknown>>;
}

function read(): Shell {
  const data = document.getElementById('first-data')?.textContent;
  const given = data ? (JSON.parse(data) as Partial<Shell>) : {};
  return { session: given.session, answers: given.answers ?? {} };
}

export const shell: Shell = read();

/** Who is signed in; pages of the application are shown to nobody else. */
export function session(): Session {
  if (!shell.session) throw new Error('nobody is signed in');
  return shell.session;
}
