import type { Sql } from '#runtime/postgres/sql.ts';
import { type Finding, wrong } from './finding.ts';

/** After which a session that does nothing in a transaction is told of, and one that waits for another's lock: ours hold none for so long. */
const patience = { idleSeconds: 60, blockedSeconds: 10 };

/** Sessions of the database that hold others up, or do nothing in a transaction: whose they are, what they hold up, and how it ends. */
export async function sessionFindings(sql: Sql, { idleSeconds, blockedSeconds } = patience): Promise<Finding[]> {
  const blocking = await blockingSessions(sql, blockedSeconds);
  const told = new Set(blocking.map(({ pid }) => pid));
  const idle = (await idleSessions(sql, idleSeconds)).filter(({ pid }) => !told.has(pid));
  return [
    ...blocking.map((session) =>
      wrong(`${whose(session)} holds up ${heldUp(session)}; it ${doing(session)}`, ending(session)),
    ),
    ...idle.map((session) => wrong(`${whose(session)} ${doing(session)}`, ending(session))),
  ];
}

interface Session {
  readonly pid: number;
  /** Nobody's: a transaction that was prepared belongs to no session. */
  readonly name: string | null;
  readonly client: string | null;
  readonly state: string | null;
  readonly seconds: number;
  readonly query: string | null;
}

interface BlockingSession extends Session {
  readonly waiting: number;
  readonly longest: number;
  /** Of who has waited longest: its session, and for which table or after which statement. */
  readonly waiter: string;
  readonly what: string;
}

const aboutSession = `application_name as name, host(client_addr) || ':' || client_port as client, state,
  extract(epoch from clock_timestamp() - state_change)::int as seconds, left(query, 80) as query`;

/** At the head of each queue: who waits for another one that waits is counted with the first. */
async function blockingSessions(sql: Sql, blockedSeconds: number): Promise<BlockingSession[]> {
  return await sql<BlockingSession>(
    `with recursive waits as (
       select session.pid, blocker, application_name as name, left(query, 80) as query,
         waitstart as since, relation::regclass::text as relation
       from pg_stat_activity session cross join unnest(pg_blocking_pids(session.pid)) blocker
         left join lateral (select waitstart, relation from pg_locks where pg_locks.pid = session.pid and not granted limit 1) lock on true
       where wait_event_type = 'Lock' and datname = current_database()
     ), behind as (
       select pid, blocker from waits
       union select behind.pid, waits.blocker from behind join waits on waits.pid = behind.blocker
     ), heads as (
       select distinct on (blocker) blocker, waits.name as waiter, coalesce(relation, query) as what,
         (clock_timestamp() - since) as waited, count(*) over (partition by blocker) as waiting
       from behind join (select distinct on (pid) pid, name, query, since, relation from waits) waits using (pid)
       where blocker not in (select pid from waits) order by blocker, since
     )
     select blocker as pid, ${aboutSession}, waiter, what, waiting::int, extract(epoch from waited)::int as longest
     from heads left join pg_stat_activity on pid = blocker where waited >= $1 * interval '1 second' order by waited desc`,
    [blockedSeconds],
  );
}

async function idleSessions(sql: Sql, idleSeconds: number): Promise<Session[]> {
  return await sql<Session>(
    `select pid, ${aboutSession} from pg_stat_activity
     where state like 'idle in transaction%' and state_change <= clock_timestamp() - $1 * interval '1 second'`,
    [idleSeconds],
  );
}

function whose({ pid, name, client }: Session): string {
  if (pid === 0) return 'a prepared transaction';
  return `session ${pid} (${[name || 'without a name', ...(client === null ? [] : [`from ${client}`])].join(', ')})`;
}

function heldUp({ waiting, longest, waiter, what }: BlockingSession): string {
  const more = waiting > 1 ? `, and ${waiting - 1} more` : '';
  return `${waiter || 'a session without a name'}, which has waited ${longest} s for ${what}${more}`;
}

function doing({ pid, state, seconds, query }: Session): string {
  if (pid === 0) return 'waits to be committed';
  return state?.startsWith('idle in transaction')
    ? `has done nothing in a transaction for ${seconds} s, after: ${query}`
    : `has worked for ${seconds} s at: ${query}`;
}

function ending({ pid, name }: Session): string {
  if (pid === 0) return 'commit or roll back what select * from pg_prepared_xacts names';
  const end = `select pg_terminate_backend(${pid})`;
  if (name?.startsWith('seatwright '))
    return `look at its log; where it does not end, ${end}: what it was at comes again by itself`;
  return `find whose it is, and commit or roll back there; if nobody knows it: ${end}. Nothing else ends it, and what waits goes on by itself then`;
}
