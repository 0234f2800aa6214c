import { isOptional } from '#contracts/services.ts';
import { locksPerTransaction } from '#runtime/postgres/locks.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { isOpen, outgoingPartition } from '#runtime/slices/dead-letters.ts';
import { type Finding, well, wrong } from './finding.ts';
import { sessionFindings } from './sessions.ts';

/** After which an event that waits for the broker is told of. */
const patienceSeconds = 60;
/** The part of all connections from which on they are about to run out. */
const fullFrom = 0.9;

/** What a database says of itself and of the services whose schemas it has. */
export async function databaseFindings(sql: Sql, services: readonly string[]): Promise<Finding[]> {
  const [row] = await sql<{ version: string; locks: number; taken: number; most: number }>(
    `select current_setting('server_version') as version, current_setting('max_locks_per_transaction')::int as locks,
       (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as taken,
       current_setting('max_connections')::int as most`,
  );
  const present = await schemasPresent(sql, services);
  const findings = [well(`PostgreSQL ${row?.version} answers`), locksFinding(row?.locks ?? 0), connectionsFinding(row)];
  if (present.length === 0) {
    return [
      ...findings,
      wrong('no service has its schema in this database', 'start the services with this DATABASE_URL'),
    ];
  }
  for (const service of services) {
    if (present.includes(service))
      findings.push(await processFinding(sql, service), ...(await serviceFindings(sql, service)));
    else findings.push(well(`${service}: its schema is not in this database`));
  }
  return [...findings, ...(await sessionFindings(sql))];
}

/** The services that have their schema in this database: each may have one of its own. */
export async function schemasPresent<Name extends string>(sql: Sql, services: readonly Name[]): Promise<Name[]> {
  const rows = await sql<{ name: string }>(
    'select nspname::text as name from pg_namespace where nspname = any($1::text[])',
    [services],
  );
  const names = new Set(rows.map(({ name }) => name));
  return services.filter((service) => names.has(service));
}

/** Messages of an order that could not be processed, or wait for the broker. */
export async function orderMessages(sql: Sql, services: readonly string[], orderNumber: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const service of services) {
    const letters = await sql<{ id: string; error: string }>(
      `select id, left(error, 500) as error from "${service}".dead_letter where ${isOpen}
         and (key = convert_to($1, 'UTF8') or position(convert_to($1, 'UTF8') in value) > 0) order by id`,
      [orderNumber],
    );
    for (const { id, error } of letters) {
      const remedy = `mend the cause, then ${replay(service, `${service}-${id}`)}`;
      findings.push(wrong(`${service}: dead letter ${service}-${id}: ${error}`, remedy));
    }
    const [row] = await sql<{ waiting: number }>(
      `select count(*)::int as waiting from "${service}".outbox where key = $1`,
      [orderNumber],
    );
    if (row && row.waiting > 0) findings.push(well(`${service}: ${row.waiting} events of it wait for the broker`));
  }
  return findings;
}

const replay = (service: string, id: string) =>
  `POST /api/dead-letters/${id}/replay at ${service}'s address with an operator's token, or the portal's page /operations/dead-letters`;

function locksFinding(locks: number): Finding {
  const says = `max_locks_per_transaction is ${locks}`;
  if (locks >= locksPerTransaction) return well(says);
  return wrong(
    says,
    `set it to ${locksPerTransaction} and restart PostgreSQL: batches of many accounts may wait for locks`,
  );
}

function connectionsFinding({ taken, most }: { taken: number; most: number } = { taken: 0, most: 0 }): Finding {
  const says = `${taken} of ${most} connections are taken`;
  if (taken < most * fullFrom) return well(says);
  return wrong(says, 'raise max_connections of PostgreSQL, or lower DATABASE_CONNECTIONS of the services');
}

interface DeadLetter {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Uint8Array | null;
  readonly error: string;
}

/** A process keeps a session of its service, whatever else it waits for; one that is stopped does too. */
async function processFinding(sql: Sql, service: string): Promise<Finding> {
  const [row] = await sql<{ names: string[] }>(
    `select coalesce(array_agg(distinct name), '{}') as names
     from pg_stat_activity, split_part(application_name, ' ', 3) name where application_name like $1`,
    [`seatwright ${service} %`],
  );
  const names = row?.names ?? [];
  if (names.length > 0) return well(`${service}: ${names.length} processes have sessions here: ${names.join(', ')}`);
  if (isOptional(service)) return well(`${service}: no process has a session here`);
  return wrong(
    `${service}: no process has a session here`,
    `start one: npm start -- ${service}, with the settings of the others`,
  );
}

async function serviceFindings(sql: Sql, service: string): Promise<Finding[]> {
  const [row] = await sql<{ depth: number; age: number; dead: number }>(
    `select (select count(*)::int from "${service}".outbox) as depth,
       (select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::int from "${service}".outbox) as age,
       (select count(*)::int from "${service}".dead_letter where ${isOpen}) as dead`,
  );
  const { depth = 0, age = 0, dead = 0 } = row ?? {};
  const waits = `${service}: ${depth} events wait for the broker${depth > 0 ? `, the oldest for ${age} s` : ''}`;
  const findings = [
    age > patienceSeconds
      ? wrong(
          waits,
          `look at the broker below and at /health/ready of ${service}; its processes send them when they can`,
        )
      : well(waits),
  ];
  if (dead === 0) return [...findings, well(`${service}: no dead letters`)];
  const letters = await sql<DeadLetter>(
    `select id, topic, partition, "offset", key, left(error, 300) as error from "${service}".dead_letter
     where ${isOpen} order by id desc limit 3`,
  );
  const latest = letters.map(({ id, topic, partition, offset, key, error }) => {
    const place =
      partition === outgoingPartition ? `could not be sent to ${topic}` : `${topic}/${partition} offset ${offset}`;
    return `\n    ${service}-${id}, ${place}, of ${key === null ? 'no key' : Buffer.from(key)}: ${error}`;
  });
  const remedy = `GET /api/dead-letters lists them with their messages; mend the cause, then ${replay(service, 'ID')}`;
  return [...findings, wrong(`${service}: ${dead} dead letters, the last of them${latest.join('')}`, remedy)];
}
