import { useEffect, useRef } from 'preact/hooks';
import type { TransferDone } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Status } from '../../ui/status.tsx';

interface MovedProps {
  readonly done: TransferDone;
  readonly source: string | undefined;
  readonly target: string | undefined;
}

/** What was done at once, and what remains under the key (K8, K9). */
export function Moved({ done, source, target }: MovedProps) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  return (
    <section class="card result">
      <p ref={said} tabIndex={-1} class="result-title">
        <Status tone="good">{t.status.transferred}</Status>{' '}
        {t.transfer.done(done.transferred ?? 0, source ?? done.from ?? '', target ?? done.to ?? '')}
      </p>
      <Remaining remaining={done.remaining ?? []} />
      <p class="muted">
        {t.transfer.doneId} <code>{done.transferId}</code> · {format.instant(done.at)}
      </p>
    </section>
  );
}

type Remains = readonly {
  readonly lotId: string;
  readonly licenseKey?: string;
  readonly deviceType?: string;
  readonly sku: string;
  readonly quantity: number;
}[];

/** K9: what the source still holds under the key. */
export function Remaining({ remaining }: { remaining: Remains }) {
  if (remaining.length === 0) return <p>{t.cases.noneRemain}</p>;
  return (
    <ul>
      {remaining.map(({ lotId, licenseKey, deviceType, sku, quantity }) => (
        <li key={lotId}>
          {t.cases.remain(format.count(quantity), deviceType ?? sku)} <code>{licenseKey}</code>
        </li>
      ))}
    </ul>
  );
}
