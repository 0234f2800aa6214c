import type { ComponentChildren } from 'preact';
import { languages, t } from '../text/messages.ts';
import { Announcer } from '../ui/toast.tsx';

/** What is around a page that is for everybody, where nobody is signed in. */
export function GuestFrame({ children }: { children: ComponentChildren }) {
  return (
    <div class="guest">
      <header class="top">
        <span class="brand">{t.product}</span>
        <span class="languages">
          {Object.entries(languages)
            .filter(([tag]) => !document.documentElement.lang.startsWith(tag))
            .map(([tag, name]) => (
              <a key={tag} href={`/verify?language=${tag}`} lang={tag} hreflang={tag}>
                {name}
              </a>
            ))}
        </span>
        <a class="button" href="/sign-in">
          {t.nav.signIn}
        </a>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <Announcer />
    </div>
  );
}
