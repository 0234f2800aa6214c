import type { TransferCase } from '../../api/answers.ts';
import { t } from '../../text/messages.ts';
import { RefusalWords } from '../../ui/refusal-words.tsx';
import { Refusals } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';

type Told = Pick<TransferCase, 'rulesNow'>;

/** Whether a case could be approved as of now; the first reason stands beside where it could not. */
export function RuleState({ rulesNow }: Told) {
  if (rulesNow === undefined) return <>{t.common.none}</>;
  const [first] = rulesNow;
  if (!first) return <Status tone="good">{t.cases.allHold}</Status>;
  return (
    <>
      <Status tone="bad">{t.cases.rulesBroken(rulesNow.length)}</Status>
      <p class="reason">
        <RefusalWords violation={first} />
      </p>
    </>
  );
}

/** The rules of a case as of now, as approving it would find them. */
export function RulesNow({ found: { rulesNow = [], requestedBy } }: { found: Told & { requestedBy: string } }) {
  return (
    <section class="card">
      <h2>{t.cases.rulesNow}</h2>
      <div aria-live="polite">
        {rulesNow.length === 0 && (
          <p>
            <Status tone="good">{t.cases.allHold}</Status>
          </p>
        )}
        <Refusals violations={rulesNow} />
      </div>
      <p class="muted">{t.cases.rulesHelp(requestedBy)}</p>
    </section>
  );
}
