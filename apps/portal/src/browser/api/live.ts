import { signal } from '@preact/signals';
import { changed } from './cache.ts';

/** Hints from the server that something has changed: what is on screen is asked anew. Without them it is asked every 20 s. */

export type Live = 'connecting' | 'live' | 'polling';

export const live = signal<Live>('connecting');

const pollMilliseconds = 20_000;
const settleMilliseconds = 250;

interface Hint {
  readonly kind: string;
  readonly id: string;
  readonly accounts: readonly string[];
}

const concerns: Readonly<Record<string, readonly string[]>> = {
  // What the rules say of a case is about licenses as well.
  licenses: ['/api/accounts', '/api/event-log', '/api/transfer', '/api/stock', '/api/lots'],
  entitlements: ['/api/entitlements', '/api/accounts', '/api/mails'],
  orders: ['/api/orders', '/api/order-documents'],
  invoices: ['/api/invoices', '/next-invoice'],
};

/** Begins to listen; for the life of the page. */
export function watchLive(): void {
  const waiting = new Set<string>();
  let isTold = true;
  const hear = (text: string) => {
    const { kind } = JSON.parse(text) as Hint;
    for (const part of concerns[kind] ?? ['/api/']) waiting.add(part);
    // Many hints come at once when many licenses move: one question for them all.
    if (!isTold) return;
    isTold = false;
    setTimeout(() => {
      isTold = true;
      changed(...waiting);
      waiting.clear();
    }, settleMilliseconds);
  };
  const source = new EventSource('/portal/live');
  source.onopen = () => {
    live.value = 'live';
  };
  source.onmessage = ({ data }) => hear(String(data));
  source.addEventListener('hint', ({ data }) => hear(String(data)));
  source.onerror = () => {
    live.value = 'polling';
  };
  setInterval(() => {
    if (live.value === 'polling' && !document.hidden) changed('/api/');
  }, pollMilliseconds);
}
