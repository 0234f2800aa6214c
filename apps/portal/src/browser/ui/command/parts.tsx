import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CallError } from '../../api/call.ts';
import type { Command } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Refusals, wordsFor } from '../states.tsx';

/** The lower half of every form that previews what it does: what it would do, why it was refused, the two buttons. */

interface AfterwardsProps {
  readonly title: string;
  /** What is still to be said before there is anything to show. */
  readonly hint: string;
  readonly isAsked: boolean;
  readonly command: Pick<Command<unknown, unknown>, 'error' | 'isLoading' | 'violations'>;
  /** Those that no field says already. */
  readonly violations?: Command<unknown, unknown>['violations'];
  readonly children: ComponentChildren;
}

/** What a request would do, told again whenever it changes. */
export function Afterwards({ title, hint, isAsked, command, violations, children }: AfterwardsProps) {
  const { error, isLoading } = command;
  return (
    <section class="after" aria-busy={isLoading}>
      <h3>{title}</h3>
      <div aria-live="polite">
        {!isAsked && <p class="muted">{hint}</p>}
        {error && error.violations.length === 0 && <p class="error">{wordsFor(error).title}</p>}
        <Refusals violations={violations ?? command.violations} />
        {children}
      </div>
    </section>
  );
}

/** What was asked and not done; 409 says that the plan no longer holds. */
export function Refused({ error }: { readonly error: CallError | undefined }) {
  const told = useRef<HTMLDivElement>(null);
  // The button that was pressed is disabled meanwhile and has lost the focus.
  useEffect(() => told.current?.focus(), [error]);
  if (!error) return null;
  return (
    <div ref={told} tabIndex={-1} class="refused" role="alert">
      <p>{error.status === 409 ? t.transfer.stale : wordsFor(error).title}</p>
      <Refusals violations={error.violations} />
    </div>
  );
}

interface CommandFootProps {
  readonly command: Pick<Command<unknown, unknown>, 'mayCommit' | 'commit'>;
  readonly onClose: () => void;
  /** What the main button does. */
  readonly children: ComponentChildren;
}

export function CommandFoot({ command: { mayCommit, commit }, onClose, children }: CommandFootProps) {
  return (
    <div class="dialog-foot">
      <button type="button" onClick={onClose}>
        {t.common.cancel}
      </button>
      <button type="submit" class="main" disabled={!mayCommit || commit.isRunning}>
        {children}
      </button>
    </div>
  );
}
