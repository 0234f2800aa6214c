import { t } from './messages.ts';

/** Who did something: a person's address or a sender as it is, and in words what did it by itself. */
export function initiator(initiatedBy: string): string {
  return t.initiators[initiatedBy] ?? initiatedBy;
}
