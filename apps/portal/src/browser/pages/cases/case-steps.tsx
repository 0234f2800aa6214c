import { useState } from 'preact/hooks';
import type { ShownCase } from '../../api/answers.ts';
import { changed, licensesChanged } from '../../api/cache.ts';
import { useCommit } from '../../api/preview.ts';
import { session } from '../../api/shell.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Refused, Summary } from '../../ui/faults/summary.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { announce } from '../../ui/toast.tsx';
import { licensesOf } from './case-words.tsx';

interface CaseStepsProps {
  readonly found: ShownCase;
  readonly path: string;
}

/** What the person can do in a case: comment; as support approve and refuse; as the requester withdraw (K8). */
export function CaseSteps({ found, path }: CaseStepsProps) {
  const { person, operator } = session();
  const [comment, setComment] = useState('');
  /** Which try has lacked it; 0: none does. */
  const [missing, setMissing] = useState(0);
  const commit = useCommit<ShownCase>(() => {
    setComment('');
    changed('/api/transfer-cases');
    licensesChanged();
    announce(t.status.done ?? '');
  });
  const isOwn = found.requestedBy === person.email;
  if (!operator && !isOwn) return null;
  const isOpen = found.state === 'submitted';
  const take = (step: 'comment' | 'approve' | 'refuse' | 'withdraw') => {
    const said = comment.trim();
    const isNeeded = said === '' && (step === 'comment' || step === 'refuse');
    setMissing(isNeeded ? missing + 1 : 0);
    if (!isNeeded && !commit.isRunning) void commit.run(`${path}/${step}`, said === '' ? {} : { comment: said });
  };
  const button = (step: Parameters<typeof take>[0], label: string, kind?: string) => (
    <button type="button" class={kind} disabled={commit.isRunning} onClick={() => take(step)}>
      {label}
    </button>
  );
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()} noValidate>
      {missing > 0 && (
        <Summary
          title={t.state.problems(1)}
          faults={[{ path: 'comment', words: t.cases.commentMissing }]}
          of={missing}
        />
      )}
      <Refused error={commit.error} />
      <TextArea
        label={t.cases.comment}
        path="comment"
        value={comment}
        onInput={setComment}
        error={missing > 0 ? t.cases.commentMissing : undefined}
      />
      <div class="buttons">
        {button('comment', t.cases.addComment)}
        {isOpen && isOwn && button('withdraw', t.cases.withdraw)}
        {isOpen && operator && button('refuse', t.cases.refuse)}
        {isOpen && operator && !isOwn && button('approve', t.cases.approve(format.count(licensesOf(found))), 'main')}
      </div>
    </form>
  );
}
