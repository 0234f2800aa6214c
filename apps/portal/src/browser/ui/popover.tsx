import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

interface PopoverProps {
  readonly label: ComponentChildren;
  /** Name of the button where its content is no text. */
  readonly name?: string;
  readonly class?: string;
  readonly icon?: IconName;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button with a layer below it: the browser opens and closes it, Esc and a click elsewhere too. */
export function Popover({ label, name, icon = 'down', class: look = '', children }: PopoverProps) {
  const id = useId();
  const layer = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => layer.current?.hidePopover();
  return (
    <>
      <button ref={button} type="button" class={look} popovertarget={id} aria-label={name}>
        {label}
        <Icon name={icon} />
      </button>
      <div
        ref={layer}
        id={id}
        popover="auto"
        class="layer"
        onToggle={(event) => {
          if (event.newState === 'open') opened(layer.current, button.current);
        }}
      >
        {children(close)}
      </div>
    </>
  );
}

function opened(layer: HTMLElement | null, button: HTMLElement | null): void {
  if (!layer || !button) return;
  placeBelow(layer, button);
  layer.querySelector<HTMLElement>('button, input, a')?.focus();
}

/** Puts a layer below what it belongs to, where the browser does not anchor a popover by itself. */
export function placeBelow(layer: HTMLElement, above: HTMLElement, isAsWide = false): void {
  if (CSS.supports('position-area: bottom')) return;
  const at = above.getBoundingClientRect();
  if (isAsWide) layer.style.width = `${at.width}px`;
  layer.style.inset = 'auto';
  layer.style.top = `${at.bottom + 4}px`;
  layer.style.left = `${Math.max(8, Math.min(at.left, innerWidth - layer.offsetWidth - 8))}px`;
}
