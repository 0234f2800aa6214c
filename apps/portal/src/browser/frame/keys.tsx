import { t } from '../text/messages.ts';
import { Dialog } from '../ui/dialog.tsx';
import { navigation } from './navigation.ts';

/** All keys of the portal. */
export default function Keys({ onClose }: { onClose: () => void }) {
  const pages = navigation()
    .map(({ key, label }) => `${key} ${label}`)
    .join(', ');
  const keys = [
    ['/', t.keys.search],
    ['Ctrl K', t.keys.palette],
    ['?', t.keys.help],
    ['g …', t.keys.go(pages)],
    ['t', t.keys.transfer],
    ['b', t.keys.purchase],
    ['j k', t.keys.rows],
    ['Enter', t.keys.openRow],
    ['x', t.keys.chooseRow],
    ['Esc', t.keys.close],
    ['Ctrl Shift ← →', t.keys.reorder],
  ] as const;
  return (
    <Dialog title={t.keys.title} onClose={onClose}>
      <dl class="keys">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
