import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { path } from '../api/address.ts';
import { call } from '../api/call.ts';
import { live } from '../api/live.ts';
import { session } from '../api/shell.ts';
import { t } from '../text/messages.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { Announcer, Toasts } from '../ui/toast.tsx';
import { navigation } from './navigation.ts';

/** Whether the search over everything is open. */
export const isPaletteOpen = signal(false);

/** The rail, the line on top, and what is between. */
export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <div class="frame">
      <a class="skip" href="#content">
        {t.nav.skip}
      </a>
      <Rail />
      <Top />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer class="foot">
        <span class={`live is-${live.value}`}>{t.live[live.value]}</span>
      </footer>
      <Toasts />
      <Announcer />
    </div>
  );
}

function Rail() {
  const here = path.value;
  const places = navigation();
  return (
    <nav class="rail" aria-label={t.nav.label}>
      <a class="brand" href="/">
        {t.product}
      </a>
      <ul>
        {places.map(({ href, area = href, label, short, icon, isMain }) => (
          <li key={href} class={isMain ? undefined : 'wide-only'}>
            <a href={href} aria-current={isAt(here, area) ? 'page' : undefined}>
              <Icon name={icon} />
              <span class={short && 'wide-only'}>{label}</span>
              {short && <span class="narrow-only">{short}</span>}
            </a>
          </li>
        ))}
        <li class="narrow-only">
          <Menu
            label={<span>{t.nav.more}</span>}
            icon="more"
            class="quiet"
            items={places.filter(({ isMain }) => !isMain)}
          />
        </li>
      </ul>
    </nav>
  );
}

function isAt(here: string, href: string): boolean {
  return href === '/' ? here === '/' : here === href || here.startsWith(`${href}/`);
}

function Top() {
  const { person } = session();
  const name = person.name ?? person.email;
  return (
    <header class="top">
      <button
        type="button"
        class="palette-button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K"
        onClick={() => {
          isPaletteOpen.value = true;
        }}
      >
        <Icon name="search" />
        <span>{t.nav.search}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <Menu
        label={<Person name={name} />}
        name={t.nav.menuOf(name)}
        class="quiet"
        items={[
          { label: t.nav.settings, href: '/settings' },
          { label: t.nav.signOut, onChoose: () => void signOut() },
        ]}
      />
    </header>
  );
}

function Person({ name }: { name: string }) {
  return (
    <>
      <Icon name="person" />
      <span class="person">{name}</span>
    </>
  );
}

async function signOut(): Promise<void> {
  const answer = await call<{ next: string }>('/portal/sign-out', { method: 'POST' });
  location.assign(answer.next);
}

interface PageProps {
  readonly title: string;
  readonly facts?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Whose title was shown last, and whether it had the focus when it went: what waits for its answer has its title anew. */
let titled: string | undefined;
let wasRead = false;

/** The focus is nowhere, or on the way to this page. */
function isFree(): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || focused.closest('.rail') !== null;
}

/** A page: its title, one line of facts, its actions. A new page takes the focus, so that it is read from its title. */
export function Page({ title, facts, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t.product}`;
  }, [title]);
  const here = path.value;
  useEffect(() => {
    const isNew = titled !== undefined && titled !== here;
    if ((isNew || wasRead) && isFree()) heading.current?.focus({ preventScroll: true });
    titled = here;
    wasRead = false;
  }, [here]);
  useEffect(
    () => () => {
      wasRead = document.activeElement === heading.current;
    },
    [],
  );
  return (
    <div class="page">
      <div class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {facts && <p class="muted">{facts}</p>}
        </div>
        {actions && <div class="page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
