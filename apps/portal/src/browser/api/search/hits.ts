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
