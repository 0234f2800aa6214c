import type { Page, Rule } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { refusals } from '../../text/messages.ts';

/** Why something cannot be done, in words, with the rule behind it. */
export function Reason({ code }: { code: string }) {
  const own = refusals?.reasons[code];
  const { data } = useAnswer<Page<Rule>>(own ? null : '/api/rules?limit=500');
  const rule = data?.items.find((one) => one.code === code);
  const [sentence, lang] = own ? [own[0]] : [rule?.sentence, 'en'];
  return (
    <p class="reason">
      {sentence && <span lang={lang}>{sentence} </span>}
      <a href={`/rules/${encodeURIComponent(code)}`}>{code}</a>
    </p>
  );
}
