import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../text/messages.ts';

/** Where a file is put: dropped anywhere on the page, or chosen. It is read here and goes nowhere. */
export function FilePlace({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = useRef(onFile);
  take.current = onFile;
  useEffect(() => {
    const drag = (event: DragEvent) => {
      event.preventDefault();
      setOver(event.type === 'dragover');
    };
    const drop = (event: DragEvent) => {
      drag(event);
      const file = event.dataTransfer?.files[0];
      if (file) take.current(file);
    };
    // Without this a browser leaves the page and opens the file.
    const listened = { dragover: drag, dragleave: drag, drop } as const;
    for (const [name, listener] of Object.entries(listened)) addEventListener(name as 'drop', listener);
    return () => {
      for (const [name, listener] of Object.entries(listened)) removeEventListener(name as 'drop', listener);
    };
  }, []);
  return (
    <div class={isOver ? 'drop-place over-it' : 'drop-place'}>
      <p class="note-title">{t.verify.drop}</p>
      <input
        ref={input}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-label={t.verify.file}
        accept=".pdf,.key,.lic,.txt,application/pdf,text/plain"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file) onFile(file);
          // The same file, chosen again, is checked again.
          currentTarget.value = '';
        }}
      />
      <button type="button" class="main" onClick={() => input.current?.click()}>
        {t.verify.choose}
      </button>
      <p class="muted">{t.verify.stays}</p>
    </div>
  );
}
