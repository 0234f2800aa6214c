import type { Membership } from '../api/answers.ts';
import { sellingOn } from '../api/asked-roles.ts';
import { session } from '../api/shell.ts';
import { t } from '../text/messages.ts';
import type { IconName } from '../ui/icon.tsx';

/** The pages that stand in the menu, for what the person is. */

export interface Destination {
  readonly href: string;
  /** Where the pages stand that belong to it; without it below `href`. */
  readonly area?: string;
  readonly label: string;
  /** The label where there is little room. */
  readonly short?: string;
  readonly icon: IconName;
  /** Second key after `g`. */
  readonly key: string;
  /** Stands in the bar of a phone. */
  readonly isMain: boolean;
}

const managing = new Set(['super-user', 'owner', 'admin']);

/** Whether the person may change what some account has. The services decide; this only leaves out what would be refused. */
export function mayManage(): boolean {
  return session().memberships.some(manages);
}

function manages({ role, access }: Membership): boolean {
  return managing.has(role) && access === 'full';
}

/** Whether it may be licenses of sites that the person manages (D1): what resellers manage is stock. */
export function mayManageSites(): boolean {
  return session().memberships.some((one) => manages(one) && !sellingOn.has(one.kind));
}

/** Whether the person is super user of an MSP, who moves licenses between its organizations (M2). */
export function mayTransfer(): boolean {
  return session().memberships.some(({ role, kind }) => role === 'super-user' && kind === 'msp');
}

/** Whether stock is among what the person deals with: that of a reseller, or everybody's. */
export function mayHaveStock(): boolean {
  const { memberships, operator } = session();
  return operator || memberships.some(({ kind }) => sellingOn.has(kind));
}

/** What organizations are called, by what the person mostly deals with. */
export function organizationsTitle(): string {
  const kinds = new Set(session().memberships.map(({ kind }) => kind));
  if (kinds.has('reseller') && !kinds.has('msp')) return t.nav.customers;
  return t.nav.organizations;
}

/** Where a phone leads at once, beside the overview and the organizations: what somebody is here for. The rest is behind "More". */
function mainPlaces(): readonly string[] {
  const { operator, memberships } = session();
  if (memberships.some(({ role }) => role === 'support')) return ['/cases', '/orders'];
  if (operator) return ['/operations/dead-letters', '/orders'];
  if (mayHaveStock()) return ['/stock', '/entitlements'];
  if (mayManageSites()) return ['/license-management', '/event-log'];
  return ['/entitlements', '/orders'];
}

export function navigation(): Destination[] {
  const { operator } = session();
  const main = new Set(['/', '/organizations', ...mainPlaces()]);
  const places: (Omit<Destination, 'isMain'> | false)[] = [
    { href: '/', label: t.nav.overview, icon: 'overview', key: 'h' },
    { href: '/organizations', label: organizationsTitle(), icon: 'organizations', key: 'o' },
    (operator || mayManageSites()) && {
      href: '/license-management',
      label: t.nav.licenseManagement,
      short: t.nav.licenses,
      icon: 'licenses',
      key: 'l',
    },
    { href: '/transfers', label: t.transfers.title, icon: 'swap', key: 'm' },
    { href: '/entitlements', label: t.nav.entitlements, icon: 'entitlements', key: 'n' },
    { href: '/orders', label: t.nav.orders, icon: 'orders', key: 'd' },
    (operator || mayManage()) && { href: '/documents', label: t.documents.title, icon: 'documents', key: 'f' },
    { href: '/invoices', label: t.nav.invoices, icon: 'invoices', key: 'i' },
    mayHaveStock() && { href: '/stock', label: t.nav.stock, icon: 'stock', key: 'k' },
    { href: '/cases', label: t.nav.cases, icon: 'cases', key: 'c' },
    { href: '/event-log', label: t.nav.eventLog, icon: 'log', key: 'e' },
    { href: '/rules', label: t.nav.rules, icon: 'rules', key: 'r' },
    operator && {
      href: '/operations/dead-letters',
      area: '/operations',
      label: t.nav.operations,
      icon: 'operations',
      key: 'x',
    },
    { href: '/verify', label: t.nav.verify, icon: 'verify', key: 'v' },
    { href: '/settings', label: t.nav.settings, icon: 'settings', key: 's' },
  ];
  return places.flatMap((place) => (place ? [{ ...place, isMain: main.has(place.href) }] : []));
}
