import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { isPassing } from '../api/cache.ts';
import { CallError } from '../api/call.ts';
import { t } from '../text/messages.ts';
import { lineOf } from '../text/told.ts';
import { breaking } from './grid/of-others.tsx';
import { RefusalWords } from './refusal-words.tsx';

/** What stands where content would: nothing yet, nothing at all, not for you, no answer. */

interface NoteProps {
  readonly title?: string | undefined;
  readonly help?: string;
  readonly children?: ComponentChildren;
}

export function Note({ title, help, children }: NoteProps) {
  return (
    <div class="note">
      {title && <p class="note-title">{title}</p>}
      {help && <p class="muted">{help}</p>}
      {children}
    </div>
  );
}

interface FailureProps {
  readonly error: CallError;
  readonly retry: () => void;
  /** The title of the page says already that there is no such thing. */
  readonly isTitled?: boolean;
}

const askAgainMilliseconds = 5_000;

export function Failure({ error, retry, isTitled = false }: FailureProps) {
  const { title, help } = wordsFor(error, true);
  const isPassingBy = isPassing(error);
  useEffect(() => {
    if (!isPassingBy) return;
    const timer = setInterval(retry, askAgainMilliseconds);
    return () => clearInterval(timer);
  }, [isPassingBy, retry]);
  return (
    <div role="alert">
      <Note title={isTitled && error.status === 404 ? undefined : title} help={help}>
        {error.status !== 403 && error.status !== 404 && (
          <button type="button" onClick={retry}>
            {t.state.retry}
          </button>
        )}
        {error.status === 404 && (
          <a class="button" href="/search">
            {t.state.lookFor}
          </a>
        )}
      </Note>
    </div>
  );
}

/** What happened and what to do about it, in the reader's words. `isRead`: nothing was to be changed. */
export function wordsFor(error: CallError, isRead = false): { title: string; help: string } {
  const { state } = t;
  if (error.status === 0) return { title: state.offline, help: state.offlineHelp };
  if (error.status === 403) return { title: state.forbidden, help: error.message || state.forbiddenHelp };
  if (error.status === 404) return { title: state.missing, help: state.missingHelp };
  if (isPassing(error)) return { title: state.unavailable, help: state.unavailableHelp };
  // What a service says of a fault of its own helps nobody who reads it here.
  const says = error.status < 500 ? error.message : '';
  return isRead
    ? { title: state.notRead, help: says || state.notReadHelp }
    : { title: state.failed, help: says || state.failedHelp };
}

/** Why something was not done, in one line: whatever was thrown. */
export function lineOfRefusal(error: unknown): string {
  if (!(error instanceof CallError)) return t.state.failed;
  const [violation] = error.violations;
  return violation ? lineOf(violation) : error.message || wordsFor(error).title;
}

/** Rows of their final height while the first answer is on its way. */
export function Skeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div class="skeleton" aria-busy="true">
      <span class="unseen">{t.state.loading}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} />
      ))}
    </div>
  );
}

/** What stands in the way of a request, at the top of a form. */
export function Refusals({
  violations,
}: {
  violations: readonly { code: string; message: string; remedy?: string; limit?: string; actual?: string }[];
}) {
  if (violations.length === 0) return null;
  return (
    <ul class="refusals">
      {violations.map((violation, index) => (
        <li key={`${violation.code}${index}`}>
          <RefusalWords violation={violation} /> <RuleLink code={violation.code} />
        </li>
      ))}
    </ul>
  );
}

/** A code, and what it stands for. */
export function RuleLink({ code }: { code: string }) {
  return (
    <a class="code" href={`/rules/${encodeURIComponent(code)}`}>
      {breaking(code)}
    </a>
  );
}
