import { render } from 'preact';
import { type PageName, type Parameters, pageAt } from './addresses.ts';
import { over, path, query, watchAddress } from './api/address.ts';
import { watchReturn } from './api/asked/asked.ts';
import { watchLive } from './api/live.ts';
import { shell } from './api/shell.ts';
import { readView } from './api/views.ts';
import { Frame, isPaletteOpen, Page } from './frame/frame.tsx';
import { watchGlyphs } from './frame/glyphs.ts';
import { GuestFrame } from './frame/guest-frame.tsx';
import { watchFocus } from './frame/kept-focus.ts';
import { Lazy, load } from './frame/lazy.tsx';
import { watchMarks } from './frame/marks.ts';
import { isHelpOpen, watchKeys } from './frame/shortcuts.ts';
import { readSettings } from './frame/theme.ts';
import * as firstPages from './pages/first-pages.ts';
import { readLanguage, t } from './text/messages.ts';
import { Note } from './ui/states.tsx';

/** What a page is given: the parameters and the query of its address. */
interface PageProps {
  readonly parameters: Parameters;
  readonly query: URLSearchParams;
}

// What people begin with is in the part that everybody has; all the rest, and what guests come for, are parts of their own. Many small
// parts weigh more than what they leave out.
const first = () => Promise.resolve(firstPages);
const other = () => import('./pages/other-pages.ts');

/** One page of such a part. */
function of<Pages, Name extends keyof Pages>(part: () => Promise<Pages>, name: Name) {
  return async () => ({ default: (await part())[name] });
}

const pages = {
  overview: of(first, 'overview'),
  organizations: of(first, 'organizations'),
  map: of(other, 'map'),
  organization: of(other, 'organization'),
  transfer: of(other, 'transfer'),
  bulk: of(other, 'bulk'),
  'license-management': of(other, 'licenseManagement'),
  'event-log': of(other, 'eventLog'),
  entitlements: of(other, 'entitlements'),
  entitlement: of(other, 'entitlement'),
  orders: of(other, 'orders'),
  order: of(other, 'order'),
  documents: of(other, 'documents'),
  document: of(other, 'document'),
  invoices: of(other, 'invoices'),
  'next-invoice': of(other, 'nextInvoice'),
  invoice: of(other, 'invoice'),
  cases: of(other, 'cases'),
  'new-case': of(other, 'newCase'),
  case: of(other, 'case'),
  stock: of(other, 'stock'),
  search: of(other, 'search'),
  rules: of(other, 'rules'),
  settings: of(other, 'settings'),
  transfers: of(other, 'transfers'),
  'transfer-record': of(other, 'transferRecord'),
  lot: of(other, 'lot'),
  verify: () => import('./pages/verify/verify.page.tsx'),
  'dead-letters': of(other, 'deadLetters'),
  'dead-letter': of(other, 'deadLetter'),
  mails: of(other, 'mails'),
  health: of(other, 'health'),
} satisfies Record<PageName, () => Promise<unknown>>;

const dialogs = { palette: of(first, 'palette'), keys: of(first, 'keys') };

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
        <a class="button" href="/search">
          {t.state.lookFor}
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
  render(<App />, place);
  watchReturn();
  watchGlyphs();
  if (!shell.session) return;
  watchKeys();
  watchLive();
  watchMarks(place);
  watchFocus();
}

void start();
