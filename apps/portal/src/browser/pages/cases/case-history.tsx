import type { ShownCase } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Refusals } from '../../ui/states.tsx';
import { Status, type Tone } from '../../ui/status.tsx';

type Step = ShownCase['history'][number]['step'];

const tones: Readonly<Record<Step, Tone>> = {
  submitted: 'info',
  commented: 'neutral',
  'approval-failed': 'bad',
  approved: 'good',
  refused: 'bad',
  withdrawn: 'neutral',
};

/** Every step with who took it, what was said, and what became of the mail about it. */
export function CaseHistory({ found: { history, mails } }: { found: ShownCase }) {
  return (
    <ol class="case-history">
      {history.map(({ step, at, by, comment, violations }, index) => (
        <li key={`${step} ${at}`}>
          <p>
            <Status tone={tones[step]}>{t.cases.steps[step]}</Status> {by}{' '}
            <time class="muted">{format.instant(at)}</time>
          </p>
          {comment && <p class="said">{comment}</p>}
          <Refusals violations={violations ?? []} />
          {mails
            .filter((mail) => mail.step === index + 1)
            .map(({ messageId, state, recipients }) => (
              <p key={messageId} class="muted">
                {t.cases.mail(t.cases.mailStates[state] ?? state, recipients.map(({ address }) => address).join(', '))}
              </p>
            ))}
        </li>
      ))}
    </ol>
  );
}
