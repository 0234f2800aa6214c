import { cellOf, csvColumns } from '#apps/ledger/src/event-log/event-log.csv.ts';
import { exportedLines } from '#apps/ledger/src/event-log/event-log.export.ts';
import type { EventQuery } from '#apps/ledger/src/event-log/event-log.query.ts';
import { readEvents } from '#apps/ledger/src/event-log/event-log.read.ts';
import { type EventView, listEvents } from '#apps/ledger/src/event-log/event-log.views.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { startService } from '#test/support/service.ts';

/** R17: however the event log is found and sorted by its indexes, it answers what reading every event would. */

let postgres: TestPostgres;
let ledger: Awaited<ReturnType<typeof start>>;
let sql: Sql;

const programs = programsOf(builtInPrograms);
const start = () =>
  startService(postgres.url, {
    ...{ name: 'ledger', entities: ledgerTables, migrations: ledgerMigrations, context: ledgerContext },
    store: ledgerStore({ programs }),
  });

const names = ['Łódź', 'alpha', 'Zebra', 'Ärzte', 'alpha', 'émile', '100 %', 'a_b'];
const events = 400;

beforeAll(async () => {
  postgres = await startTestPostgres();
  ledger = await start();
  sql = ledger.database.sql;
  for (const [index, name] of names.entries()) {
    const accountId = `ACC-${index}`;
    const document = { accountId, kind: 'customer', name, fromOrder: false, asOf: '2026-01-01T00:00:00.000Z' };
    await sql(
      `insert into ledger.account (account_id, name, kind, from_order, as_of, document) values ($1, $2, 'customer', false, now(), $3)`,
      [accountId, name, JSON.stringify(document)],
    );
  }
  // Sides without a name, without anything, and events of one moment.
  await sql(
    `insert into ledger.event_log (at, type, source, target, quantity, initiated_by, reference)
     select '2026-10-30T00:00:00Z'::timestamptz + n / 7 * interval '5 hours', (array['fulfil', 'transfer', 'case-submitted'])[1 + n % 3],
       (array['@issued', 'ACC-' || n % 8, null, 'unknown-' || n % 3])[1 + n % 4],
       case when n % 5 = 0 then null else 'ACC-' || n % 7 end, n % 23, 'person-' || n % 11 || '@x.example', 'R-' || n
     from generate_series(1, $1::int) n`,
    [events],
  );
});
afterAll(async () => {
  await ledger?.database.close();
  await postgres?.stop();
});

async function pages(query: EventQuery, visible: readonly string[] | 'everything'): Promise<EventView[]> {
  const found: EventView[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listEvents(sql, visible, { ...query, limit: '37', cursor });
    found.push(...page.items);
    if (!page.nextCursor) return found;
    cursor = page.nextCursor;
  }
}

async function exported(
  query: EventQuery,
  visible: readonly string[] | 'everything',
  columns?: string,
): Promise<string> {
  let text = '';
  for await (const lines of exportedLines(ledger.database, visible, query, csvColumns(columns), 150)) text += lines;
  return text;
}

/** What lists show as lines of CSV, cell by cell. */
async function asCsv(
  listed: readonly EventView[],
  visible: readonly string[] | 'everything',
  columns?: string,
): Promise<string> {
  const rows = await sql<{ account_id: string; name: string }>('select account_id, name from ledger.account');
  const seen = rows.filter(({ account_id: id }) => visible === 'everything' || visible.includes(id));
  const isShared = (name: string) => seen.filter((each) => each.name === name).length > 1;
  const titled = (name: string | null, id: string | null) =>
    name && isShared(name) ? `${name} (${id})` : (name ?? id ?? '');
  return listed
    .map((event) => {
      const cells: Readonly<Record<string, string>> = {
        date: event.date,
        type: event.type,
        source: titled(event.sourceName, event.source),
        target: titled(event.targetName, event.target),
        licenseCount: String(event.licenseCount),
        initiatedBy: event.initiatedBy,
      };
      return `${csvColumns(columns)
        .map((name) => cellOf(cells[name] ?? ''))
        .join(',')}\r\n`;
    })
    .join('');
}

/** Every event in the order of an expression, by the plainest of statements. */
async function plainly(expression: string, direction: 'asc' | 'desc'): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `select log.position::text as id from ledger.event_log log left join ledger.account source on source.account_id = log.source
       left join ledger.account target on target.account_id = log.target
     order by ${expression} ${direction}, log.position ${direction}`,
  );
  return rows.map(({ id }) => id);
}

const people = 'collate "und-x-icu"';
const orders = [
  ['date', 'log.at'],
  ['type', `log.type ${people}`],
  ['source', `coalesce(source.name, log.source, '') ${people}`],
  ['target', `coalesce(target.name, log.target, '') ${people}`],
  ['licenseCount', 'log.quantity'],
  ['initiatedBy', `log.initiated_by ${people}`],
] as const;

describe.each(orders)('sorted by %s', (sort, expression) => {
  test.each(['asc', 'desc'] as const)('%s, page by page and at once', async (direction) => {
    const asked = direction === 'desc' ? `-${sort}` : sort;
    const wanted = await plainly(expression, direction);
    expect((await pages({ sort: asked }, 'everything')).map(({ id }) => id)).toEqual(wanted);
    const listed = await pages({ sort: asked }, 'everything');
    expect(await exported({ sort: asked }, 'everything')).toBe(await asCsv(listed, 'everything'));
  });

  test('who sees some accounts has their events in the same order', async () => {
    const own = ['ACC-1', 'ACC-2'];
    const found = await pages({ sort }, own);
    expect(found.length).toBeGreaterThan(50);
    expect(await exported({ sort }, own)).toBe(await asCsv(found, own));
    const sides = found.map(({ source, target }) => [source, target]);
    expect(sides.filter((each) => !own.some((id) => each.includes(id)))).toEqual([]);
  });

  test.each(['asc', 'desc'] as const)(
    'R7 read in its own order it is as if it were gathered first: %s',
    async (direction) => {
      const own = ['ACC-1', 'ACC-2', 'ACC-4'];
      for (const query of [{}, { search: 'trans' }, { account: 'ACC-2' }, { from: '2026-11-02', search: '1' }]) {
        const asked = { ...query, sort: direction === 'desc' ? `-${sort}` : sort };
        const wanted = (await pages(asked, own)).map(({ id }) => id);
        expect(await readAtOnce(asked, own)).toEqual(wanted);
        expect(wanted.length).toBeGreaterThan(5);
      }
    },
  );
});

/** However few there are, none is gathered before. */
async function readAtOnce(query: EventQuery, visible: readonly string[]): Promise<string[]> {
  const wanted = { columns: 'log.position::text as id', after: [], limit: events };
  const reading = { gathered: -1, texts: 2, dense: Number.MAX_SAFE_INTEGER };
  const { rows } = await readEvents<{ id: string }>(sql, visible, query, wanted, reading);
  return rows.map(({ id }) => id);
}

test.each([
  ...['trans', 'PERSON-1', 'acc-3', 'unknown', '@', 'alpha', 'łódź', '100 %', 'a_b', 'a%b', '\\', 'nothing like it'],
  ...['2026-11', '2026-11-02', '2026-11-31', '2026-02-30', '9999-12', '0000-00', '02T', '17', '-', ':00', 'z'],
])('a search for %s finds what holds it', async (search) => {
  const wanted = (await pages({}, 'everything')).filter((event) => {
    const { date, type, source, sourceName, target, targetName, licenseCount, initiatedBy } = event;
    const columns = [date, type, source, sourceName, target, targetName, String(licenseCount), initiatedBy];
    return columns.some((text) => text?.toLowerCase().includes(search.toLowerCase()));
  });
  expect((await pages({ search }, 'everything')).map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
});

const all = () => pages({}, 'everything');
const isOf = (own: readonly string[]) => (event: EventView) =>
  own.includes(event.source ?? '') || own.includes(event.target ?? '');

describe('R7 the event log by date, type and reference', () => {
  test.each([
    ['from', { from: '2026-11-02' }, (event: EventView) => event.date >= '2026-11-02'],
    ['to, that day included', { to: '2026-11-02' }, (event: EventView) => event.date < '2026-11-03'],
    ['type', { type: 'transfer' }, (event: EventView) => event.type === 'transfer'],
    ['a reference', { reference: 'R-17' }, (event: EventView) => event.reference === 'R-17'],
    [
      'all of it, with a search and an order',
      { from: '2026-11-01', to: '2026-11-06', type: 'fulfil', search: 'PERSON-1', sort: 'licenseCount' },
      (event: EventView) =>
        event.date >= '2026-11-01' &&
        event.date < '2026-11-07' &&
        event.type === 'fulfil' &&
        /person-1/.test(event.initiatedBy),
    ],
  ])('by %s', async (_what, query: EventQuery, holds) => {
    for (const visible of ['everything', ['ACC-1', 'ACC-2']] as const) {
      const wanted = (await all()).filter(
        (event) => holds(event) && (visible === 'everything' || isOf(visible)(event)),
      );
      const found = await pages(query, visible);
      expect(found.map(({ id }) => id).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
      expect(await exported(query, visible)).toBe(await asCsv(found, visible));
    }
  });

  test('what is about a lot or an order is what its journals did', async () => {
    await sql(
      `insert into ledger.lot (lot_id, sku, name, program, starts_on, traits, stock, visible_to, document)
       values ('LOT', 'SKU', 'Thing', 'mist', '2026-01-01', 0, false, '{}', '{"orderNumber":"SO-7"}')`,
    );
    for (const [index, journal] of ['R-20', 'R-21'].entries()) {
      await sql(
        `with made as (insert into ledger.journal (journal_id, action, owner, sequence, source, target, quantity, at, initiated_by, previous_hash, hash)
           values ($1, 'transfer', 'ACC-1', $2::int, 'ACC-1', 'ACC-2', 1, now(), 'x', '', $1) returning journal_id)
         insert into ledger.entry select journal_id, 'LOT', account, quantity from made, (values ('@issued', -1), ('ACC-2', 1)) e (account, quantity)`,
        [journal, index],
      );
    }
    for (const reference of ['LOT', 'SO-7'])
      expect((await pages({ reference }, 'everything')).map((event) => event.reference)).toEqual(['R-21', 'R-20']);
    expect(await pages({ reference: 'SO-8' }, 'everything')).toEqual([]);
  });

  test('says how many events there are: exactly on one page, else about', async () => {
    await sql('analyze ledger.event_log');
    const total = async (query: EventQuery, visible: readonly string[] | 'everything' = 'everything') =>
      (await listEvents(sql, visible, query)).estimatedTotal;
    expect(await total({})).toBe(events);
    expect(await total({ reference: 'R-17' })).toBe(1);
    expect(await total({ search: 'nothing like it' })).toBe(0);
    expect(Math.abs((await total({ type: 'transfer' })) - events / 3)).toBeLessThan(20);
  });

  test('L11 the number of events tells nothing of accounts that the reader does not see', async () => {
    const own = ['ACC-1'];
    const both = (await pages({}, own)).filter(isOf(['ACC-2'])).length;
    expect(both).toBeGreaterThan(2);
    expect((await listEvents(sql, own, { account: 'ACC-2', limit: '1' })).estimatedTotal).toBe(both);
    expect((await listEvents(sql, ['ACC-99'], { limit: '1' })).estimatedTotal).toBe(0);
  });

  test('a broad search finds what a narrow one would, however many values there are', async () => {
    await sql(
      `insert into ledger.event_log (at, type, source, target, quantity, initiated_by, reference)
       select now(), 'transfer', 'many-' || n, null, 1, 'x', 'M-' || n from generate_series(1, 2500) n`,
    );
    const own = ['ACC-1', 'many-7', 'many-8'];
    const found = await pages({ search: 'MANY-' }, own);
    expect(found.map(({ source }) => source)).toEqual(['many-8', 'many-7']);
    expect((await pages({ search: 'a' }, own)).length).toBeGreaterThan(20);
  });
});

describe('D8 what names have in them', () => {
  const unseen = [
    '\u200b',
    '\u00ad',
    '\u2800',
    '\u{e0020}',
    '\u{1d173}',
    '\u3000',
    '\ufeff',
    '\u180e',
    '\u{13430}',
    ' \u034f',
  ];
  const turned = ['\u202e', '\u2066', '\u2069'];
  const signs = ['=1+1', '+1', '-1', '@x', '\uff1d1', '\uff0b1', '\uff0d1', '\uff201', '\t1', '\r1', '\n=1', "'=1"];
  const separated = [
    'a,b',
    'a;b',
    'a\tb',
    'a"b"',
    'a\nb',
    'a\r\nb',
    '"',
    '',
    ' ',
    'a\\b',
    '{a,b}',
    '$1',
    '%s',
    'NULL',
    '株式会社',
    '🙂=1',
  ];
  const hostile = [
    ...signs,
    ...unseen.flatMap((hidden) => [hidden, `${hidden}=1`, `${hidden}${hidden}-1`, `a${hidden}=1`]),
    ...turned.flatMap((mark) => [`${mark}=1`, `a${mark}b`, `=${mark}`]),
    ...separated,
    ...separated.map((text) => `=${text}`),
    ...['same', 'same', '=same', '=same'],
  ];

  test('is harmless in the export, and comes out as cell by cell', async () => {
    for (const [index, name] of hostile.entries()) {
      await sql(
        `insert into ledger.account (account_id, name, kind, from_order, as_of, document) values ($1, $2, 'customer', false, now(), '{}')`,
        [`H-${index}`, name],
      );
      await sql(
        `insert into ledger.event_log (at, type, source, target, quantity, initiated_by, reference)
         values (now(), 'hostile', $1, $2, $3, $4, 'H')`,
        [`H-${index}`, name, index, `${name}@x.example`],
      );
    }
    for (const visible of ['everything', ['H-1', 'H-2', `H-${hostile.length - 1}`]] as const) {
      const listed = await pages({ type: 'hostile' }, visible);
      expect(listed).toHaveLength(visible === 'everything' ? hostile.length : visible.length);
      for (const columns of [undefined, 'target,initiatedBy,source'])
        expect(await exported({ type: 'hostile' }, visible, columns)).toBe(await asCsv(listed, visible, columns));
    }
  });
});

describe('R17 what is copied as bytes', () => {
  test('comes as it is, whatever its size and script; parameters may be null, lists, and look like others', async () => {
    const texts = ['Łódź 🎫 '.repeat(50_000), '', 'a"b\\c,{}', '$1', 'x\r\ny\ty'];
    const rows = await ledger.database.copyTexts(
      'select text from unnest($1::text[]) with ordinality as given (text, place) where $2::text is null order by place',
      [texts, null],
    );
    expect(rows.map(String)).toEqual(texts);
  });

  test('is an error where it is refused, and takes no connection with it', async () => {
    for (let turn = 0; turn < 30; turn += 1) {
      await expect(ledger.database.copyTexts('select (1 / $1::int)::text', [0])).rejects.toThrow('division by zero');
    }
    expect((await ledger.database.copyTexts('select $1::text', ['still there'])).map(String)).toEqual(['still there']);
  });
});
