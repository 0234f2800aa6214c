import { useEffect, useState } from 'preact/hooks';
import { t } from '../../text/messages.ts';
import type { Entitlement, SearchHit } from '../answers.ts';
import { isPassing, useAsked } from '../cache.ts';
import { CallError, call } from '../call.ts';
import { codeIn, hitKinds, withState } from './hits.ts';

/** One search over all services, put together (R16); a code or an SSRN that is whole is looked up. */

export interface Found {
  readonly hits: readonly SearchHit[];
  /** Services that did not answer: what they have is not among the hits. */
  readonly silent: readonly string[];
}

const services = ['intake', 'fulfillment', 'ledger', 'invoicing'] as const;
const settleMilliseconds = 120;

/** What is found of a text that somebody types; undefined while the answer to it is on its way, or where it is too short to ask. */
export function useSearch(typed: string): { readonly found: Found | undefined; readonly isLoading: boolean } {
  const wanted = typed.trim();
  const [settled, setSettled] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), settleMilliseconds);
    return () => clearTimeout(timer);
  }, [wanted]);
  const isAsked = wanted.length >= 2;
  // What is typed further ends the question before.
  const { data } = useAsked(settled.length >= 2 ? `/api/search ${settled}` : null, (signal) => search(settled, signal));
  const found = isAsked && settled === wanted ? data : undefined;
  return { found, isLoading: isAsked && found === undefined };
}

async function search(q: string, signal: AbortSignal): Promise<Found> {
  const asked = services.map(async (service) => {
    const { items } = await call<{ items: SearchHit[] }>(`/api/search/${service}?q=${encodeURIComponent(q)}`, {
      signal,
    });
    return items;
  });
  const [looked, ...answers] = await Promise.all([lookedUp(q, signal), ...asked.map(settledAnswer)]);
  signal.throwIfAborted();
  const hits = answers.flatMap((answer) => answer ?? []);
  const others = hits.filter(({ kind, id }) => kind !== 'entitlement' || id !== looked?.id);
  const inOrder = others.toSorted((one, other) => hitKinds.indexOf(one.kind) - hitKinds.indexOf(other.kind));
  return {
    hits: looked ? [looked, ...inOrder] : inOrder,
    silent: services.filter((_, index) => answers[index] === undefined),
  };
}

async function settledAnswer<Body>(answer: Promise<Body>): Promise<Body | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CallError && (isPassing(error) || error.status >= 500)) return undefined;
    throw error;
  }
}

/** The entitlement of an activation code or SSRN, as people type or paste them: with spaces, dashes, in any case. */
async function lookedUp(q: string, signal: AbortSignal): Promise<SearchHit | undefined> {
  const body = codeIn(q);
  if (!body) return undefined;
  try {
    const found = await call<Entitlement>('/api/entitlements/lookup', { method: 'POST', body, signal });
    const { entitlementId: id, product, sku, orderNumber } = found;
    return { kind: 'entitlement', id, title: product.name, detail: `${sku}, ${orderNumber}` };
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
}

/** What stands beside a hit; states are said in the reader's language. */
export function detailOf({ kind, detail = '' }: SearchHit): string {
  const states: Readonly<Record<string, string>> =
    kind === 'order' ? t.orders.states : kind === 'case' ? t.cases.states : {};
  return withState(detail, states);
}
