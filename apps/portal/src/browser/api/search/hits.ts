import type { SearchHit } from '../answers.ts';

/** What a search finds, and where it is. Pure. */

const pages: Readonly<Record<SearchHit['kind'], string>> = {
  account: '/organizations',
  order: '/orders',
  entitlement: '/entitlements',
  invoice: '/invoices',
  case: '/cases',
  transfer: '/transfers',
  lot: '/lots',
};

/** In which order kinds of hits are shown. */
export const hitKinds = Object.keys(pages) as SearchHit['kind'][];

export function addressOf({ kind, id }: Pick<SearchHit, 'kind' | 'id'>): string {
  return `${pages[kind]}/${encodeURIComponent(id)}`;
}

/** What a text can be looked up as; undefined: it is neither a whole code nor a whole SSRN. */
export function codeIn(q: string): { readonly activationCode: string } | { readonly ssrn: string } | undefined {
  const bare = q.replaceAll(/[\s-]/g, '');
  if (/^\d{12}$/.test(bare)) return { ssrn: bare };
  return /^[a-z\d]{20}$/i.test(bare) ? { activationCode: q } : undefined;
}

/** What stands beside a hit, with the state at its end in the reader's words; before it is a number or a name. */
export function withState(detail: string, states: Readonly<Record<string, string>>): string {
  const at = detail.lastIndexOf(', ');
  const state = at < 0 ? detail : detail.slice(at + 2);
  return detail.slice(0, detail.length - state.length) + (states[state] ?? state);
}
