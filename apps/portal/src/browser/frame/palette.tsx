import { useState } from 'preact/hooks';
import { withQuery } from '../addresses.ts';
import { go, openOver } from '../api/address.ts';
import type { SearchHit } from '../api/answers.ts';
import { addressOf } from '../api/search/hits.ts';
import { detailOf, useSearch } from '../api/search/search.ts';
import { t } from '../text/messages.ts';
import { type Choice, Combobox } from '../ui/combobox/combobox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { addressOfPlace, placesLike } from './places.ts';

/** Search over pages, actions and everything that there is (Ctrl+K, R16). What is chosen is gone to. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim();
  const { found, isLoading } = useSearch(wanted);
  const hits = (found?.hits ?? []).map(choiceOf);
  const all: Choice = { id: withQuery('/search', { q: wanted }), label: t.palette.all(wanted) };
  return (
    <Dialog title={t.palette.title} kind="palette" onClose={onClose}>
      <p class="muted" aria-live="polite">
        {isLoading ? t.palette.searching : t.palette.hint}
      </p>
      <Combobox
        label={t.palette.placeholder}
        placeholder={t.palette.placeholder}
        // While an answer is on its way, Enter must not choose what leads elsewhere.
        choices={[...placesLike(wanted), ...hits, ...(found ? [all] : [])]}
        chosen={undefined}
        onSearch={setTyped}
        onChoose={(choice) => {
          if (!choice) return;
          onClose();
          const { to, isOver } = addressOfPlace(choice.id);
          if (isOver) openOver(to);
          else go(to);
        }}
      />
    </Dialog>
  );
}

function choiceOf(hit: SearchHit): Choice {
  const kind = t.search.one[hit.kind] ?? hit.kind;
  return { id: addressOf(hit), label: hit.title, detail: [kind, detailOf(hit)].filter(Boolean).join(', ') };
}
