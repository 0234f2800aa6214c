import type { SenderProfile } from '../senders/profile.ts';
import type { Senders } from '../senders/senders.files.ts';
import type { AnswerState } from './answers.tables.ts';

/** Who is answered, and whether there are folders for answers that have no address. */
export interface Answering {
  readonly senders: Senders;
  readonly hasFolders: boolean;
}

/** For stores of services that take no documents. */
export const nobodyAnswered: Answering = { senders: new Map(), hasFolders: false };

/** How an answer begins: on its way, where there is somewhere for it to go. */
export function firstState(
  { hasFolders }: Answering,
  profile: SenderProfile | undefined,
  failed: boolean,
): AnswerState {
  if (failed) return 'undeliverable';
  return profile?.answer.to !== undefined || hasFolders ? 'waiting' : 'kept';
}
