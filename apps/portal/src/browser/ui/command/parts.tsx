import type { ComponentChildren } from 'preact';
import type { Command } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Faults, ofNoField } from '../faults/faults.ts';
import { Refused } from '../faults/summary.tsx';
import { Refusals, wordsFor } from '../states.tsx';

/** The lower half of every form that previews what it does: what it would do, why it was refused, the two buttons. */

interface AfterwardsProps {
  readonly title: string;
  /** What is still to be said before there is anything to show. */
  readonly hint: string;
  readonly isAsked: boolean;
  readonly command: Pick<Command<unknown, unknown>, 'error' | 'isLoading' | 'violations'>;
  /** Parts of the request whose fields say themselves what is wrong with them. */
  readonly fields?: readonly string[];
  readonly children: ComponentChildren;
}

/** What a request would do, told again whenever it changes. */
export function Afterwards({ title, hint, isAsked, command, fields = [], children }: AfterwardsProps) {
  const { error, isLoading, violations } = command;
  return (
    <section class="after" aria-busy={isLoading}>
      <h3>{title}</h3>
      <div aria-live="polite">
        {!isAsked && <p class="muted">{hint}</p>}
        {error && error.violations.length === 0 && <p class="error">{wordsFor(error).title}</p>}
        <Refusals violations={ofNoField(violations, fields)} />
        {children}
      </div>
    </section>
  );
}

interface CommandFormProps {
  readonly command: Pick<Command<unknown, unknown>, 'violations' | 'commit' | 'submit'>;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A form that previews what it does: why it was refused stands on top, and at the fields that it is about. */
export function CommandForm({ command, class: look, children }: CommandFormProps) {
  const { violations, commit, submit } = command;
  return (
    <Faults.Provider value={violations.length > 0 ? violations : (commit.error?.violations ?? [])}>
      <form class={look} onSubmit={submit} noValidate>
        <Refused error={commit.error} />
        {children}
      </form>
    </Faults.Provider>
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
