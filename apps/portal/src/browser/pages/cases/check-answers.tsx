import type { TransferPreview } from '../../api/answers.ts';
import type { CallError } from '../../api/call.ts';
import type { Preview } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Refused } from '../../ui/command/parts.tsx';
import { Status } from '../../ui/status.tsx';
import { AfterThis } from '../transfer/after-this.tsx';

interface CheckAnswersProps {
  /** What is to move, and where, is said. */
  readonly isWhole: boolean;
  readonly preview: Preview<TransferPreview>;
  /** How many fields of the case are not filled in, once somebody has tried to send it. */
  readonly missing: number;
  readonly refusal: CallError | undefined;
  readonly isRunning: boolean;
  readonly onMove: () => void;
}

/** The rules as they hold now, and the two ways: at once, or through support (K8). */
export function CheckAnswers({ isWhole, preview, missing, refusal, isRunning, onMove }: CheckAnswersProps) {
  const { plan, error, isLoading } = preview;
  const violations = plan?.violations ?? error?.violations ?? [];
  const holds = isWhole && plan !== undefined && violations.length === 0 && !isLoading;
  return (
    <section class="card">
      <h2>{t.cases.check}</h2>
      {holds && (
        <p>
          <Status tone="good">{t.cases.allHold}</Status> {t.cases.twoWays}
        </p>
      )}
      <AfterThis command={{ ...preview, violations }} isAsked={isWhole} />
      {missing > 0 && (
        <p class="error" role="alert">
          {t.state.problems(missing)}
        </p>
      )}
      <Refused error={refusal} />
      <div class="buttons">
        <button type="button" disabled={!holds || isRunning} onClick={onMove}>
          {t.cases.doNow}
        </button>
        <button type="submit" class="main" disabled={!holds || isRunning}>
          {t.cases.send}
        </button>
      </div>
    </section>
  );
}
