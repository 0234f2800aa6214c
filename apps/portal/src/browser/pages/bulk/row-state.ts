import { useEffect, useRef, useState } from 'preact/hooks';
import { withQuery } from '../../addresses.ts';
import type { Account, Page } from '../../api/answers.ts';
import { call } from '../../api/call.ts';
import { matchOf, type Named, plainText } from './pasted/matched.ts';
import type { PastedRow } from './pasted/pasted.ts';
import type { Row } from './rows.ts';

/** The rows of the page as somebody adds, pastes and mends them; what they name is looked up by the server. */

export interface Rows {
  readonly rows: readonly Row[];
  readonly add: (account: Named, quantity: string) => void;
  readonly paste: (pasted: readonly PastedRow[]) => void;
  readonly change: (id: number, part: Partial<Row>) => void;
  /** Says what all rows with this text are. */
  readonly settle: (text: string, account: Named) => void;
  readonly leaveOut: (ids: readonly number[]) => void;
  readonly clear: () => void;
  /** What the server found for a text; undefined: it is still asked, or never was. */
  readonly foundFor: (text: string) => readonly Named[] | undefined;
}

type Found = Readonly<Record<string, readonly Named[]>>;

const askedAtOnce = 6;
const foundAtMost = 6;

/** `kind`: what the accounts are that rows can name; undefined: of any kind. */
export function useRows(kind: string | undefined): Rows {
  const [rows, setRows] = useState<readonly Row[]>([]);
  const last = useRef(0);
  const next = () => {
    last.current += 1;
    return last.current;
  };
  const change = (change: (row: Row) => Row) => setRows((before) => before.map(change));
  const settle = (text: string, account: Named) =>
    change((row) => (plainText(row.text) === plainText(text) && !row.account ? { ...row, account } : row));
  const found = useFound(rows, kind, settle);
  return {
    rows,
    add: (account, quantity) => setRows((before) => [...before, { id: next(), text: account.id, account, quantity }]),
    paste: (pasted) => {
      const added = pasted.map(({ organization, ...row }): Row => ({ id: next(), text: organization, ...row }));
      setRows((before) => [...before, ...added]);
    },
    change: (id, part) => change((row) => (row.id === id ? { ...row, ...part } : row)),
    settle,
    leaveOut: (ids) => change((row) => (ids.includes(row.id) ? { ...row, isOut: true } : row)),
    clear: () => setRows([]),
    foundFor: (text) => found[plainText(text)],
  };
}

/** Asks the server for each text once, a few at a time; what is one account alone settles its rows. */
function useFound(rows: readonly Row[], kind: string | undefined, settle: Rows['settle']): Found {
  const [found, setFound] = useState<Found>({});
  const asked = useRef(new Set<string>());
  const waiting = useRef<string[]>([]);
  const running = useRef(0);
  const askNext = () => {
    const text = waiting.current.shift();
    if (text === undefined) return;
    running.current += 1;
    void accountsLike(text, kind).then((accounts) => {
      running.current -= 1;
      setFound((before) => ({ ...before, [plainText(text)]: accounts }));
      const match = matchOf(text, accounts);
      if (match) settle(text, match);
      askNext();
    });
  };
  useEffect(() => {
    for (const { text, account } of rows) {
      const match = matchOf(text, found[plainText(text)] ?? []);
      if (!account && match) settle(text, match);
      if (account || asked.current.has(plainText(text))) continue;
      asked.current.add(plainText(text));
      waiting.current.push(text);
    }
    while (running.current < askedAtOnce && waiting.current.length > 0) askNext();
  }, [rows]);
  return found;
}

// Where nothing comes, somebody chooses from the list: that asks again.
async function accountsLike(text: string, kind: string | undefined): Promise<readonly Named[]> {
  const q = text.trim().slice(0, 200);
  if (q === '') return [];
  try {
    const { items } = await call<Page<Account>>(withQuery('/api/accounts', { q, kind, limit: foundAtMost }));
    return items.map(({ accountId, name }) => ({ id: accountId, name }));
  } catch {
    return [];
  }
}
