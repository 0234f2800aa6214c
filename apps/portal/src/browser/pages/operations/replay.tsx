import { signal } from '@preact/signals';
import { withQuery } from '../../addresses.ts';
import { changed } from '../../api/cache.ts';
import { CallError, call } from '../../api/call.ts';
import { t } from '../../text/messages.ts';
import { wordsFor } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';

/** Which letters are processed again: those that are named, or those that are alike. */
export type Wanted = { readonly ids: readonly string[] } | { readonly topic: string; readonly cause: string };

interface Replayed {
  readonly replayed: readonly string[];
  readonly failed: readonly { readonly id: string; readonly error: string }[];
  readonly more: boolean;
}

/** Which failed again the last time, and why. */
export const failedAgain = signal<Replayed['failed']>([]);

/** Whether some are being processed again. */
export const isReplaying = signal(false);

/** Processes letters of one service again, and tells what became of them (R14). */
export async function replay(service: string, wanted: Wanted): Promise<void> {
  isReplaying.value = true;
  try {
    const path = withQuery('/api/dead-letters/replay', { service });
    const { replayed, failed, more } = await call<Replayed>(path, { method: 'POST', body: wanted });
    failedAgain.value = failed;
    toast(t.operations.replayed(replayed.length, failed.length, more));
  } catch (error) {
    toast(error instanceof CallError ? wordsFor(error).title : t.state.failed);
  }
  isReplaying.value = false;
  changed('/api/dead-letters');
}

/** Letters that failed again, each with its reason as it is now. */
export function FailedAgain() {
  if (failedAgain.value.length === 0) return null;
  return (
    <section class="refused stack" aria-label={t.operations.failedAgain}>
      <h2>{t.operations.failedAgain}</h2>
      <ul>
        {failedAgain.value.map(({ id, error }) => (
          <li key={id}>
            <a href={`/operations/dead-letters/${encodeURIComponent(id)}`}>{id}</a> {error}
          </li>
        ))}
      </ul>
    </section>
  );
}
