import type { Standing } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { UseBar } from '../../ui/use-bar.tsx';

/** The bar with its figures in words. */
export function Use({ total, inUse }: Pick<Standing, 'total' | 'inUse'>) {
  if (total === 0 && inUse === 0) return <span class="muted">{t.common.none}</span>;
  return (
    <span class="use">
      <UseBar total={total} inUse={inUse} />
      <span class="muted">{t.organizations.inUseOf(format.count(inUse), format.count(total))}</span>
    </span>
  );
}
