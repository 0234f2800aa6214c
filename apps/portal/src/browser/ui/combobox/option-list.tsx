import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../text/messages.ts';
import { placeBelow } from '../popover.tsx';
import type { Choice } from './picking.ts';

interface OptionListProps {
  /** Of the field. */
  readonly id: string;
  readonly label: string;
  /** The field, which keeps the focus. */
  readonly below: RefObject<HTMLElement>;
  readonly offered: readonly Choice[];
  readonly marked: number;
  readonly chosen: Choice | undefined;
  readonly onReach: (choice: Choice) => void;
  readonly onChoose: (choice: Choice) => void;
}

/** What there is to choose from, as a popover of the browser: no dialog cuts it off, and it stands below the field or above it. */
export function OptionList({ id, label, below, offered, marked, chosen, onReach, onChoose }: OptionListProps) {
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [list, field] = [layer.current, below.current];
    if (!list || !field) return;
    list.showPopover({ source: field });
    placeBelow(list, field, true);
    // A press keeps the focus where it is: who leaves the field closes the list.
    list.addEventListener('mousedown', (event) => event.preventDefault());
  }, []);
  useLayoutEffect(() => {
    layer.current?.querySelector('[data-highlighted]')?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  return (
    <div ref={layer} popover="manual" class="layer options">
      <div id={`${id}-list`} role="listbox" aria-label={label}>
        {offered.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which has the focus
          <div
            key={choice.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice.id === chosen?.id}
            aria-disabled={choice.reason !== undefined}
            data-highlighted={index === marked ? '' : undefined}
            onPointerMove={() => onReach(choice)}
            onClick={() => onChoose(choice)}
          >
            <bdi>{choice.label}</bdi>
            <span class="muted" lang={choice.reason?.lang}>
              {choice.reason?.text ?? choice.detail}
            </span>
          </div>
        ))}
      </div>
      {offered.length === 0 && <p class="muted">{t.transfer.noMatches}</p>}
    </div>
  );
}
