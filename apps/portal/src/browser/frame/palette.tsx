import { useState } from 'preact/hooks';
import { withQuery } from '../addresses.ts';
import { go, openOver } from '../api/address.ts';
import type { Account, Page } from '../api/answers.ts';
import { useAnswer } from '../api/cache.ts';
import { t } from '../text/messages.ts';
import { type Choice, Combobox } from '../ui/combobox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { mayManage, mayTransfer, navigation } from './navigation.ts';

/** Search over pages, actions and organizations (Ctrl+K). What is chosen is gone to. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim();
  const { data } = useAnswer<Page<Account>>(wanted === '' ? null : withQuery('/api/accounts', { q: wanted, limit: 8 }));
  const fitting = known().filter(({ label }) => label.toLowerCase().includes(wanted.toLowerCase()));
  const accounts = (data?.items ?? []).map(({ accountId, name }) => ({
    id: `/organizations/${encodeURIComponent(accountId)}`,
    label: name,
    detail: accountId,
  }));
  return (
    <Dialog title={t.palette.title} kind="palette" onClose={onClose}>
      <p class="muted">{t.palette.hint}</p>
      <Combobox
        label={t.palette.placeholder}
        placeholder={t.palette.placeholder}
        choices={[...fitting, ...accounts]}
        chosen={undefined}
        onSearch={setTyped}
        onChoose={(choice) => {
          if (!choice) return;
          onClose();
          if (choice.id.startsWith('over:')) openOver(choice.id.slice('over:'.length));
          else go(choice.id);
        }}
      />
    </Dialog>
  );
}

function known(): Choice[] {
  const pages = navigation().map(({ href, label }) => ({ id: href, label, detail: t.palette.pages }));
  const actions = [
    ...(mayTransfer() ? [{ id: 'over:/transfer', label: t.transfer.action }] : []),
    ...(mayManage()
      ? [
          { id: 'over:/license-management/transfer', label: t.management.transfer },
          { id: 'over:/license-management/purchase', label: t.management.purchase },
          { id: 'over:/license-management/decrease', label: t.management.decrease },
        ]
      : []),
  ];
  return [...pages, ...actions.map((action) => ({ ...action, detail: t.palette.actions }))];
}
