import { t } from '../../text/messages.ts';
import type { GridProps } from './grid-props.ts';
import { ofOthers } from './of-others.tsx';

const shownFirst = 3;

/** The same rows on a narrow screen: a card each, with the first three columns of the person's own order, and the rest behind. */
export function Cards<Row>({ caption, columns, list, keyOf, nameOf, actions }: GridProps<Row>) {
  const [first, ...others] = columns.slice(0, shownFirst);
  const rest = columns.slice(shownFirst);
  return (
    <ul class="cards" aria-label={caption}>
      {list.items.map((row) => (
        <li key={keyOf(row)} class="card">
          <div class="card-head">
            <div>{ofOthers(first?.cell(row))}</div>
            {actions?.(row)}
          </div>
          <Facts row={row} columns={others} />
          {rest.length > 0 && (
            <details>
              <summary>
                {t.grid.details}
                <span class="unseen"> {nameOf(row)}</span>
              </summary>
              <Facts row={row} columns={rest} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function Facts<Row>({ row, columns }: { row: Row; columns: GridProps<Row>['columns'] }) {
  return (
    <dl>
      {columns.map(({ id, title, cell }) => (
        <div key={id}>
          <dt>{title}</dt>
          <dd>{ofOthers(cell(row))}</dd>
        </div>
      ))}
    </dl>
  );
}
