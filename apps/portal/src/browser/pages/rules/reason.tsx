import type { Page, Rule } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';

/** Why something cannot be done, in words, with the rule behind it. */
export function Reason({ code }: { code: string }) {
  const { data } = useAnswer<Page<Rule>>('/api/rules?limit=500');
  const rule = data?.items.find((one) => one.code === code);
  return (
    <p class="reason">
      {rule && <span lang="en">{rule.sentence} </span>}
      <a href={`/rules/${encodeURIComponent(code)}`}>{code}</a>
    </p>
  );
}
