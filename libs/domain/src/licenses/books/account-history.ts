import type { Instant } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Account, Administrator } from './account.ts';

/** Who told of a fact: the system, the person where one is named, and when they say that it became so. */
export interface Teller {
  readonly source: string;
  /** Lower-case e-mail. */
  readonly changedBy?: string;
  readonly at: Instant;
}

/** One field that is other than before; absent on a side: not known there. */
export interface FieldChange {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What a message changed of an account or of a person's role in it. */
export interface FactChange extends Teller {
  readonly fields: readonly FieldChange[];
}

/** What differs between an account as it was known and as it is told now; undefined when nothing does. */
export function accountChange(before: Account | undefined, after: Account, teller: Teller): FactChange | undefined {
  return changeOf(before && accountFacts(before), accountFacts(after), teller);
}

/** What differs in a person's role. Of a passcode only that there is a new one is told (K4). */
export function administratorChange(
  before: Administrator | undefined,
  after: Administrator,
  teller: Teller,
): FactChange | undefined {
  const known = before?.removed ? undefined : before;
  const change = changeOf(known && roleFacts(known), after.removed ? {} : roleFacts(after), teller);
  if (after.passcodeHash === undefined || after.passcodeHash === known?.passcodeHash) return change;
  return { ...(change ?? { ...teller, fields: [] }), fields: [...(change?.fields ?? []), { field: 'passcode' }] };
}

type Facts = Readonly<Record<string, unknown>>;

function accountFacts(account: Account): Facts {
  const { accountId: _id, fromOrder: _fromOrder, asOf: _asOf, unitPriceMinor, ...facts } = account;
  if (unitPriceMinor === undefined || facts.currency === undefined) return facts;
  return { ...facts, unitPrice: formatMinor(unitPriceMinor, facts.currency) };
}

function roleFacts({ role, access, scope, signIn }: Administrator): Facts {
  return { role, access, scope, signIn };
}

function changeOf(before: Facts = {}, after: Facts, teller: Teller): FactChange | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const fields = names
    .filter((name) => canonical(before[name]) !== canonical(after[name]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
  return fields.length === 0 ? undefined : { ...teller, fields };
}

// The order of an object's fields says nothing.
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
