import type { TransferPreview } from '../../api/answers.ts';
import type { Preview } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Status } from '../../ui/status.tsx';
import { AfterThis } from '../transfer/after-this.tsx';

interface CheckAnswersProps {
  /** What is to move, and where, is said. */
  readonly isWhole: boolean;
  readonly preview: Preview<TransferPreview>;
  readonly isRunning: boolean;
  readonly onMove: () => void;
}

/** The rules as they hold now, and the two ways: at once, or through support (K8). */
export function CheckAnswers({ isWhole, preview, isRunning, onMove }: CheckAnswersProps) {
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
