import type { Violation } from '../api/answers.ts';
import { refusalTexts } from '../text/messages.ts';

type Told = Pick<Violation, 'code' | 'message'> & Partial<Pick<Violation, 'limit' | 'actual' | 'remedy'>>;

/** Why something is refused, in the reader's language; where that has no words for the code, in the services' own, which are English. */
export function RefusalWords({ violation }: { violation: Told }) {
  const { code, message, remedy, limit, actual } = violation;
  const own = refusalTexts[code]?.(limit ?? '', actual ?? '');
  const [what, todo] = own ?? [message, remedy];
  const lang = own ? undefined : 'en';
  return (
    <>
      <strong lang={lang}>{what}</strong>
      {todo && <span lang={lang}> {todo}</span>}
    </>
  );
}
