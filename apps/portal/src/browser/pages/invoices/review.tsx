import { useState } from 'preact/hooks';
import type { NextInvoice } from '../../api/answers.ts';
import { changed } from '../../api/cache.ts';
import { useCommit } from '../../api/preview.ts';
import { session } from '../../api/shell.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Refused } from '../../ui/faults/summary.tsx';
import { Field } from '../../ui/field.tsx';
import { Status } from '../../ui/status.tsx';
import { toast } from '../../ui/toast.tsx';
import { InvoiceForm } from './invoice-form.tsx';

type InvoiceReview = NonNullable<NextInvoice['review']>;

/** How a draft waits: for its day, or because somebody holds it (I15). */
export function ReviewState({ review: { until, hold } }: { review: InvoiceReview }) {
  const { reviews: words } = t.invoices;
  if (!hold) return <Status tone="info">{words.until(format.instant(until))}</Status>;
  return (
    <>
      <Status tone="warn">{words.held}</Status> {hold.reason} · {hold.by}
    </>
  );
}

/** The review of a draft: where it stands, and what operators do with it. */
export function Review({ review, accountId }: { review: InvoiceReview; accountId: string }) {
  const { reviews: words } = t.invoices;
  const [isHolding, setHolding] = useState(false);
  const [reason, setReason] = useState('');
  const commit = useCommit<unknown>(() => {
    setHolding(false);
    toast(t.status.done ?? '');
    changed('/api/invoices', '/api/accounts');
  });
  const take = (step: string, body: object = {}) =>
    void commit.run(`/api/accounts/${encodeURIComponent(accountId)}/next-invoice/${step}`, body);
  return (
    <div class="stack">
      <p>
        <ReviewState review={review} />
      </p>
      {session().operator && (
        <div class="page-actions">
          <button type="button" class="main" disabled={commit.isRunning} onClick={() => take('approve')}>
            {words.approve}
          </button>
          {review.hold ? (
            <button type="button" disabled={commit.isRunning} onClick={() => take('release')}>
              {words.release}
            </button>
          ) : (
            <button type="button" aria-haspopup="dialog" onClick={() => setHolding(true)}>
              {words.hold}
            </button>
          )}
        </div>
      )}
      {!isHolding && <Refused error={commit.error} />}
      {isHolding && (
        <InvoiceForm
          title={words.hold}
          error={commit.error}
          isRunning={commit.isRunning}
          onSubmit={() => take('hold', { reason: reason.trim() })}
          onClose={() => setHolding(false)}
        >
          <Field label={t.invoices.reason} path="reason" value={reason} onInput={setReason} />
        </InvoiceForm>
      )}
    </div>
  );
}
