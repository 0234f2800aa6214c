import { t } from '../text/messages.ts';
import type { Choice } from '../ui/combobox/combobox.tsx';
import { mayHaveStock, mayManageSites, mayTransfer, navigation } from './navigation.ts';

/** Before an address that opens over the page that is shown. */
const overMark = 'over:';

/** Pages and actions of the person whose name has a text in it, as choices. */
export function placesLike(text: string): Choice[] {
  const pages = navigation().map(({ href, label }) => ({ id: href, label, detail: t.palette.pages }));
  const actions = [
    ...(mayTransfer() ? [{ id: '/transfer', label: t.transfer.action }] : []),
    ...(mayManageSites()
      ? [
          { id: '/license-management/transfer', label: t.management.transfer },
          { id: '/license-management/purchase', label: t.management.purchase },
          { id: '/license-management/decrease', label: t.management.decrease },
        ]
      : []),
    ...(mayHaveStock() ? [{ id: '/stock/purchase', label: t.stock.purchase }] : []),
  ].map(({ id, label }) => ({ id: overMark + id, label, detail: t.palette.actions }));
  const wanted = text.toLowerCase();
  return [...pages, ...actions].filter(({ label }) => label.toLowerCase().includes(wanted));
}

/** Where a choice leads, and whether it opens over what is shown. */
export function addressOfPlace(id: string): { readonly to: string; readonly isOver: boolean } {
  return id.startsWith(overMark) ? { to: id.slice(overMark.length), isOver: true } : { to: id, isOver: false };
}
