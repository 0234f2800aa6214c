import * as format from '../../text/format.ts';

/** A figure before and after. */
export function Change({ before, after }: { before: number; after: number }) {
  if (before === after) return <span>{format.count(after)}</span>;
  return (
    <span class="change">
      {format.count(before)} → <strong>{format.count(after)}</strong>
    </span>
  );
}
