import type { ComponentChildren } from 'preact';
import type { IconName } from './icon.tsx';
import { Popover } from './popover.tsx';

export interface MenuItem {
  readonly label: string;
  /** Where it leads; else what it does. */
  readonly href?: string;
  /** The address is a file to be saved. */
  readonly download?: boolean;
  readonly over?: boolean;
  readonly onChoose?: () => void;
}

interface MenuProps {
  readonly label: ComponentChildren;
  readonly name?: string;
  readonly icon?: IconName;
  readonly class?: string;
  readonly items: readonly MenuItem[];
}

/** A list of actions below a button; arrow keys go through it. */
export function Menu({ items, ...button }: MenuProps) {
  return (
    <Popover {...button}>
      {(close) => (
        <ul class="menu" onKeyDown={walk}>
          {items.map((item) => (
            <li key={item.label}>
              <Choice item={item} close={close} />
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

function Choice({ item, close }: { item: MenuItem; close: () => void }) {
  const { label, href, download, over, onChoose } = item;
  if (href !== undefined) {
    return (
      <a href={href} download={download} data-over={over ? '' : undefined} onClick={close}>
        {label}
      </a>
    );
  }
  return (
    <button
      type="button"
      onClick={() => {
        close();
        onChoose?.();
      }}
    >
      {label}
    </button>
  );
}

function walk(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const choices = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('a, button')];
  const next = choices.indexOf(document.activeElement as HTMLElement) + step;
  choices[(next + choices.length) % choices.length]?.focus();
}
