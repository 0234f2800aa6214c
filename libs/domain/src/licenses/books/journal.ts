import type { Instant } from '#domain/values/calendar.ts';

/** The other side of what is created: it only ever goes below zero. */
export const issued = '@issued';

/** The other side of what is taken out: it only ever grows. */
export const retired = '@retired';

/** True for the two accounts that nobody owns; their holdings are not limited (L1). */
export function isVirtual(accountId: string): boolean {
  return accountId === issued || accountId === retired;
}

/** The types of journals, as the event log has them. */
export const journalActions = [
  'fulfil',
  'purchase',
  'decrease',
  'transfer',
  'return',
  'stock-purchase',
  'stock-move',
  'expire',
] as const;

export type JournalAction = (typeof journalActions)[number];

/** A signed quantity of one lot for one account. */
export interface Entry {
  readonly lotId: string;
  readonly accountId: string;
  readonly quantity: number;
}

/** One recorded ledger action. Its entries sum to zero per lot and are never changed (L1). */
export interface Journal {
  readonly journalId: string;
  readonly action: JournalAction;
  /** The account whose chain of journals it stands in: the source. */
  readonly owner: string;
  readonly source: string;
  readonly target: string;
  /** How many licenses the action is about (L8). */
  readonly quantity: number;
  readonly at: Instant;
  /** E-mail of the person, or the system that asked. */
  readonly initiatedBy: string;
  readonly note?: string;
  /** The transfer that this one gives back (M5). */
  readonly returnOf?: string;
  readonly entries: readonly Entry[];
}

/** The two entries that move `quantity` of a lot from one account to another. */
export function moved(lotId: string, from: string, to: string, quantity: number): readonly Entry[] {
  return [
    { lotId, accountId: from, quantity: -quantity },
    { lotId, accountId: to, quantity },
  ];
}

/**
 * Makes sure that a journal is one: whole quantities, none 0, sums of zero per lot (L1).
 * @throws Error where the code that built it is wrong; nothing that somebody sent gets this far.
 */
export function balanced(journal: Journal): Journal {
  const sums = new Map<string, number>();
  for (const { lotId, quantity } of journal.entries) {
    if (!Number.isSafeInteger(quantity) || quantity === 0)
      throw new Error(`${journal.journalId}: entry of ${quantity}`);
    sums.set(lotId, (sums.get(lotId) ?? 0) + quantity);
  }
  for (const [lotId, sum] of sums) {
    if (sum !== 0) throw new Error(`${journal.journalId}: entries of lot ${lotId} sum to ${sum}`);
  }
  if (sums.size === 0) throw new Error(`${journal.journalId}: no entries`);
  return journal;
}

/** What a person can ask of the ledger. */
export type Action = 'transfer' | 'return' | 'purchase' | 'decrease' | 'stock-purchase' | 'stock-move';
