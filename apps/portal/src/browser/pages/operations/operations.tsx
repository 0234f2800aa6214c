import type { ComponentChildren } from 'preact';
import { path } from '../../api/address.ts';
import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';

interface OperationsProps {
  readonly facts: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What the pages of operators have in common: their head, and the way from one to another. */
export function Operations({ facts, actions, children }: OperationsProps) {
  const { operations } = t;
  const tabs = [
    ['/operations/dead-letters', operations.letters],
    ['/operations/mails', operations.mails],
    ['/operations/health', operations.health],
  ] as const;
  return (
    <Page title={operations.title} facts={facts} actions={actions}>
      <nav class="tabs" aria-label={operations.tabs}>
        {tabs.map(([href, label]) => (
          <a key={href} href={href} aria-current={path.value === href ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      {children}
    </Page>
  );
}
