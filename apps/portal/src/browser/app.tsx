import { QueryClientProvider } from '@tanstack/preact-query';
import { render } from 'preact';
import { type PageName, type Parameters, pageAt } from './addresses.ts';
import { over, path, query, watchAddress } from './api/address.ts';
import { cache } from './api/cache.ts';
import { watchLive } from './api/live.ts';
import { shell } from './api/shell.ts';
import { readView } from './api/views.ts';
import { Frame, isPaletteOpen, Page } from './frame/frame.tsx';
import { watchGlyphs } from './frame/glyphs.ts';
import { GuestFrame } from './frame/guest-frame.tsx';
import { Lazy, load } from './frame/lazy.tsx';
import { isHelpOpen, watchKeys } from './frame/shortcuts.ts';
import { readSettings } from './frame/theme.ts';
import { readLanguage, t } from './text/messages.ts';
import { Note } from './ui/states.tsx';

/** What a page is given: the parameters and the query of its address. */
interface PageProps {
  readonly parameters: Parameters;
  readonly query: URLSearchParams;
}

// Pages that stand together come together: many small parts weigh more than what they leave out.
const operations = () => import('./pages/operations/operations-pages.ts');
const invoicing = () => import('./pages/invoices/invoice-pages.ts');
const organizing = () => import('./pages/organizations/organization-pages.ts');
const ordering = () => import('./pages/orders/order-pages.ts');
const moving = () => import('./pages/transfers/transfer-pages.ts');
const deciding = () => import('./pages/cases/case-pages.ts');

/** One page of such a part. */
function of<Pages, Name extends keyof Pages>(part: () => Promise<Pages>, name: Name) {
  return async () => ({ default: (await part())[name] });
}

const pages = {
  overview: () => import('./pages/overview/overview.page.tsx'),
  organizations: of(organizing, 'organizations'),
  map: of(organizing, 'map'),
  organization: of(organizing, 'organization'),
  transfer: () => import('./pages/transfer/transfer.page.tsx'),
  bulk: () => import('./pages/bulk/bulk.page.tsx'),
  'license-management': () => import('./pages/license-management/license-management.page.tsx'),
  'event-log': () => import('./pages/event-log/event-log.page.tsx'),
  entitlements: of(ordering, 'entitlements'),
  entitlement: of(ordering, 'entitlement'),
  orders: of(ordering, 'orders'),
  order: of(ordering, 'order'),
  documents: of(ordering, 'documents'),
  document: of(ordering, 'document'),
  invoices: of(invoicing, 'invoices'),
  'next-invoice': of(invoicing, 'nextInvoice'),
  invoice: of(invoicing, 'invoice'),
  cases: of(deciding, 'cases'),
  'new-case': () => import('./pages/cases/new-case.page.tsx'),
  case: of(deciding, 'case'),
  stock: () => import('./pages/stock/stock.page.tsx'),
  search: () => import('./pages/search/search.page.tsx'),
  rules: () => import('./pages/rules/rules.page.tsx'),
  settings: () => import('./pages/settings/settings.page.tsx'),
  transfers: of(moving, 'transfers'),
  'transfer-record': of(moving, 'transferRecord'),
  lot: of(moving, 'lot'),
  verify: () => import('./pages/verify/verify.page.tsx'),
  'dead-letters': of(operations, 'deadLetters'),
  'dead-letter': of(operations, 'deadLetter'),
  mails: of(operations, 'mails'),
  health: of(operations, 'health'),
} satisfies Record<PageName, () => Promise<unknown>>;

const dialogs = {
  palette: () => import('./frame/palette.tsx'),
  keys: () => import('./frame/keys.tsx'),
};

/** Whose tables a page shows: how the person has arranged them is asked for before the first page is shown. */
const tables: Partial<Record<PageName, readonly string[]>> = {
  organizations: ['organizations'],
  organization: ['licenses', 'stock', 'entitlements', 'orders', 'invoices'],
  transfer: ['organizations'],
  'license-management': ['sites', 'license-management'],
  'event-log': ['event-log'],
  entitlements: ['entitlements'],
  orders: ['orders'],
  documents: ['documents'],
  invoices: ['invoices'],
  transfers: ['transfers'],
  cases: ['cases'],
  stock: ['stock'],
  'dead-letters': ['dead-letters'],
  mails: ['mails'],
};

/** Pages that lie over another one: under them is what they were opened from, or this. */
const under = { transfer: '/organizations' } as const satisfies Partial<Record<PageName, string>>;

function App() {
  const top = pageAt(path.value);
  if (!shell.session) return <GuestFrame>{top && <Shown address={path.value} />}</GuestFrame>;
  if (!top) return <Frame>{missing()}</Frame>;
  const isLayer = top.page in under;
  const search = query.value.toString();
  const below = isLayer ? (over.value ?? under[top.page as keyof typeof under]) : `${path.value}?${search}`;
  return (
    <Frame>
      <Shown address={below} />
      {isLayer && (
        <Lazy from={pages[top.page]} props={{ parameters: top.parameters, query: query.value }} waiting={null} />
      )}
      {isPaletteOpen.value && (
        <Lazy from={dialogs.palette} props={{ onClose: () => closed(isPaletteOpen) }} waiting={null} />
      )}
      {isHelpOpen.value && <Lazy from={dialogs.keys} props={{ onClose: () => closed(isHelpOpen) }} waiting={null} />}
    </Frame>
  );
}

/** The page at an address. It stays as it is while a layer with an address of its own opens over it. */
function Shown({ address }: { address: string }) {
  const [at = '/', search = ''] = address.split('?');
  const found = pageAt(at);
  if (!found || found.page in under) return null;
  const props: PageProps = { parameters: found.parameters, query: new URLSearchParams(search) };
  return <Lazy key={found.page} from={pages[found.page]} props={props} />;
}

function missing() {
  return (
    <Page title={t.state.missing}>
      <Note title={t.state.missingHelp}>
        <a class="button" href="/organizations">
          {t.nav.organizations}
        </a>
      </Note>
    </Page>
  );
}

function closed(layer: { value: boolean }): void {
  layer.value = false;
}

/** What a layer that was opened by a link lies over. */
function pageUnder(page: PageName): PageName[] {
  const below = page in under ? pageAt(under[page as keyof typeof under]) : undefined;
  return below ? [below.page] : [];
}

async function start(): Promise<void> {
  const place = document.getElementById('app');
  if (!place) return;
  readSettings();
  const first = pageAt(location.pathname);
  const views = first ? (tables[first.page] ?? []) : [];
  const shown = first ? [first.page, ...pageUnder(first.page)] : [];
  const parts = shown.map((page) => load(pages[page] as () => Promise<never>));
  await Promise.all([readLanguage(), ...parts, ...views.map(readView)]);
  // Guests have one page, and links from it are loaded like any.
  if (shell.session) watchAddress();
  render(
    <QueryClientProvider client={cache}>
      <App />
    </QueryClientProvider>,
    place,
  );
  watchGlyphs();
  if (!shell.session) return;
  watchKeys();
  watchLive();
}

void start();
