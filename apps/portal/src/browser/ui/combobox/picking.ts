import { useState } from 'preact/hooks';

/** One thing to choose, with a second line, and the reason where it cannot be chosen. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly reason?: { readonly text: string; readonly lang?: 'en' };
}

/** What there is to choose from, and who is told. */
export interface Choices {
  readonly choices: readonly Choice[];
  readonly chosen: Choice | undefined;
  /** undefined: somebody emptied the field and left it. */
  readonly onChoose: (choice: Choice | undefined) => void;
  /** What is typed, to be searched for by the server. */
  readonly onSearch: (text: string) => void;
}

/** Stands for the first of a list that has not come yet. */
const firstToCome = '';

/** How one is found and taken in a field with a list below it, by typing, by arrow keys or with the pointer. */
export function usePicking({ choices, chosen, onChoose, onSearch }: Choices) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState<string>();
  /** Id of the one that arrow keys or the pointer went to. */
  const [reached, setReached] = useState<string>();
  const offered = chosen && !choices.some(({ id }) => id === chosen.id) ? [chosen, ...choices] : choices;
  // Of what is found the first is marked, so that Enter takes it; of a list that was only opened, nothing is.
  const first = typed ? offered.findIndex(({ reason }) => reason === undefined) : -1;
  const at = reached === firstToCome ? Math.min(0, offered.length - 1) : offered.findIndex(({ id }) => id === reached);
  const marked = at < 0 ? first : at;

  const open = () => {
    if (isOpen) return;
    setOpen(true);
    setReached(chosen?.id);
  };
  const close = () => {
    if (!isOpen) return;
    setOpen(false);
    setTyped(undefined);
    setReached(undefined);
    onSearch('');
  };
  const choose = (choice: Choice | undefined) => {
    if (!choice || choice.reason !== undefined) return;
    close();
    onChoose(choice);
  };
  const step = (by: 1 | -1) => {
    const from = by < 0 ? Math.max(marked, 0) : marked;
    const next = offered.at((from + by) % Math.max(offered.length, 1));
    setOpen(true);
    setReached((isOpen ? next : (chosen ?? next))?.id ?? firstToCome);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ...(isOpen && { Escape: close, Enter: () => choose(offered[marked]) }),
  };
  return {
    isOpen,
    offered,
    /** Place of the marked one; -1: none is. */
    marked,
    /** What the field shows. */
    text: typed ?? chosen?.label ?? '',
    open,
    close,
    choose,
    reach: (choice: Choice) => setReached(choice.id),
    type: (text: string) => {
      setTyped(text);
      setOpen(true);
      setReached(undefined);
      onSearch(text);
    },
    leave: () => {
      close();
      if (typed === '' && chosen) onChoose(undefined);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const act = event.isComposing ? undefined : keys[event.key];
      if (!act) return;
      // While there is a list to choose from, Enter sends no form and Esc closes no dialog.
      event.preventDefault();
      act();
    },
  };
}
