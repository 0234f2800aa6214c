// So that what people begin with is in the part that all have.
import '../first-pages.ts';
import { useState } from 'preact/hooks';
import { CallError, call } from '../../api/call.ts';
import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { Note, wordsFor } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';
import type { Check } from './check.ts';
import { checkFile } from './check-file.ts';
import { FilePlace } from './file-place.tsx';
import { type PublishedKeys, readKeys } from './published-keys.ts';
import { Verdict } from './verdict.tsx';

interface Checked {
  readonly file: File;
  readonly check?: Check;
  readonly failure?: { readonly title: string; readonly help: string };
}

/** Larger than any certificate. */
const largestBytes = 20_000_000;

/** Whether a certificate or a key file is genuine: for everybody, without signing in, and without sending the file (F7, F12). */
export default function VerifyPage() {
  const [checked, setChecked] = useState<Checked>();
  const check = async (file: File) => {
    setChecked({ file });
    const outcome = await checkedBy(file).catch((error: unknown) => ({ failure: failureOf(error) }));
    setChecked({ file, ...outcome });
    const { verdicts } = t.verify;
    announce('check' in outcome ? verdicts[outcome.check.verdict] : outcome.failure.title);
  };
  return (
    <Page title={t.verify.title} facts={t.verify.facts}>
      <FilePlace onFile={(file) => void check(file)} />
      {checked?.check && <Verdict key={checked.file} name={checked.file.name} check={checked.check} />}
      {checked?.failure && <Note {...checked.failure} />}
    </Page>
  );
}

async function checkedBy(file: File): Promise<{ check: Check }> {
  if (file.size > largestBytes) return { check: { verdict: 'no-document' } };
  if (!crypto.subtle) throw new DOMException('no secure context', 'NotSupportedError');
  const [bytes, keys] = await Promise.all([
    file.arrayBuffer(),
    call<PublishedKeys>('/.well-known/seatwright-keys', { isOpen: true }).then(readKeys),
  ]);
  return { check: await checkFile(new Uint8Array(bytes), keys) };
}

function failureOf(error: unknown): { title: string; help: string } {
  if (error instanceof CallError) return wordsFor(error);
  const isBrowser = error instanceof DOMException && error.name === 'NotSupportedError';
  return isBrowser
    ? { title: t.verify.cannot, help: t.verify.cannotHelp }
    : { title: t.verify.unread, help: t.verify.unreadHelp };
}
