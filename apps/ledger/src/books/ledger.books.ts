import { mailboxOf } from '#contracts/text/mail-address.ts';
import type { Asked, Terms } from '#domain/licenses/authority/asked.ts';
import type { Books } from '#domain/licenses/books/books.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import type { SubmitCase } from '#domain/licenses/cases/case-submit.ts';
import type { KnownNames } from '#domain/licenses/rules/known-names.ts';
import type { Received, Slice } from '#runtime/slices/slice.ts';
import type { LedgerNeeds } from '../ledger.needs.ts';

/** What a batch loads: the domain's books, and the facts that need I/O to be known. */
export interface LedgerBooks extends Books {
  readonly terms: Terms;
  /** Device types and editions that there are besides (T6). */
  readonly names: KnownNames;
  /** Hash of the passcode that an `administrator.updated.v1` carries, by message id (K4). */
  readonly passcodeHashes: ReadonlyMap<string, string>;
  /** Whether the passcodes of a case are the requester's own, by message id (K4). */
  readonly passcodeChecks: ReadonlyMap<string, SubmitCase['passcodes']>;
  /** Ids of requests that have their journal or their refusal: seen again, they have had their answer (R9). */
  readonly answered: ReadonlySet<string>;
  /** What submitted cases ask for, by message id, which is theirs: of a refused one nothing else is kept (L8). */
  readonly caseRequests: ReadonlyMap<string, CaseRequest>;
}

/** Who a case is about, and how many licenses. */
export interface CaseRequest {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly { readonly quantity: number }[];
}

export type LedgerSlice<Data> = Slice<Data, LedgerNeeds, LedgerBooks, LicenseEvent>;

/** What every request has. */
export interface RequestData {
  readonly requestedBy?: string;
  readonly note?: string;
  readonly planHash?: string;
}

const longestId = 200;

/** Who asks: over HTTP the person who is signed in, over Kafka whom the message names, in the one spelling of a mailbox. */
export function askerOf({ person, data }: Pick<Received<RequestData>, 'person' | 'data'>): string | undefined {
  const named = person ?? data.requestedBy;
  return named === undefined ? undefined : mailboxOf(named);
}

/** The same for what a slice needs: the rights of whoever asks. */
export function askersOf(message: Pick<Received<RequestData>, 'person' | 'data'>): string[] {
  const asker = askerOf(message);
  return asker === undefined ? [] : [asker];
}

/** What a request is called: the same again whenever it is seen again. Its journal or its refusal is called after it. */
export function requestIdOf({ id, source }: Pick<Received, 'id' | 'source'>, digest: Terms['digest']): string {
  // Two systems may number alike, so whose number it is stands beside it; what our own HTTP draws is the only one.
  const name = source.startsWith('/seatwright/') ? id : `${id}~${digest(source).slice(0, 8)}`;
  return name.length <= longestId ? name : digest(name);
}

/** How a request was asked, and by whom. */
export function askedOf(message: Received<RequestData>, books: LedgerBooks, now: string): Asked {
  const { source, person, data } = message;
  const requestedBy = askerOf({ person, data });
  const { note, planHash } = data;
  return {
    id: requestIdOf(message, books.terms.digest),
    at: now,
    initiatedBy: requestedBy ?? source,
    ...(requestedBy === undefined ? {} : { requestedBy }),
    note,
    planHash,
  };
}

/** Under which name an account is locked. */
export function accountStream(accountId: string): string {
  return `account/${accountId}`;
}
