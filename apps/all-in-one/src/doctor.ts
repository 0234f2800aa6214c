import { serviceNames } from '#contracts/services.ts';
import { readSettings, type Settings, StartError } from '#runtime/environment/settings.ts';
import { Database } from '#runtime/postgres/database.ts';
import { runningEmbeddedPostgres } from '#runtime/postgres/embedded/embedded-postgres.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { brokerFindings, lagFindings } from '#runtime/process/doctor/broker.ts';
import { databaseFindings, orderMessages, schemasPresent } from '#runtime/process/doctor/database.ts';
import { type Finding, well, wrong } from '#runtime/process/doctor/finding.ts';
import { oldIdFindings } from '#runtime/process/doctor/ids.ts';
import { sessionFindings } from '#runtime/process/doctor/sessions.ts';
import { endWithReason } from '#runtime/process/process.ts';
import { isEntitled, orderInFulfillment } from '../../fulfillment/src/doctor.ts';
import { orderInIntake, releasedLines } from '../../intake/src/doctor.ts';
import { lotsInInvoicing } from '../../invoicing/src/doctor.ts';
import { orderInLedger } from '../../ledger/src/doctor.ts';
import { appSettings, serviceParts } from './service-parts.ts';

/** Services that should have done something for the order by now. */
const late = new Set<string>();

/**
 * `npm run doctor`: settings, database, broker, topics, lag, what is stuck and what to do, in words; `-- ORDER`: where one order
 * stands. It reads and changes nothing. Exit 1 when something is wrong.
 */
try {
  const [orderNumber, ...others] = process.argv.slice(2);
  if (others.length > 0 || orderNumber?.startsWith('-')) {
    const given = [orderNumber, ...others].join(' ');
    throw new StartError(`"${given}" is no order number; usage: npm run doctor, or npm run doctor -- ORDER`);
  }
  const settings = readSettings(process.env, appSettings);
  if (orderNumber === undefined) tell(settingsFinding(settings));
  const url = settings.databaseUrl ?? (await runningEmbeddedPostgres(settings.dataDir));
  if (url === undefined) {
    const says = `nothing runs with DATA_DIR ${settings.dataDir}`;
    tell(
      wrong(
        says,
        'start it (npm start, npm run demo), or set DATA_DIR, or DATABASE_URL and KAFKA_BROKERS, as the services have it',
      ),
    );
  } else if (orderNumber === undefined) {
    await withDatabase(url, [(sql) => databaseFindings(sql, serviceNames), idFindings, stuckFindings]);
    for (const finding of await messagingFindings(settings)) tell(finding);
  } else {
    await withDatabase(url, [(sql) => orderFindings(sql, orderNumber), sessionFindings]);
    if (settings.kafka && late.size > 0)
      for (const finding of await lagFindings(settings.kafka, [...late])) tell(finding);
  }
} catch (error) {
  endWithReason(error);
}

function tell({ ok, says, remedy, late: service }: Finding): void {
  if (service !== undefined) late.add(service);
  const how = !ok ? 'WRONG' : remedy === undefined ? 'ok   ' : 'note ';
  console.log(`${how} ${says}${remedy === undefined ? '' : `\n      what to do: ${remedy}`}`);
  if (!ok) process.exitCode = 1;
}

async function withDatabase(url: string, looks: readonly ((sql: Sql) => Promise<Finding[]>)[]): Promise<void> {
  let database: Database | undefined;
  try {
    database = await Database.connect({ url, schema: 'doctor', entities: [], migrations: [] });
    for (const look of looks) for (const finding of await look(database.sql)) tell(finding);
  } catch (error) {
    tell(wrong(`the database cannot be used: ${(error as Error).message}`, 'start it, or mend DATABASE_URL'));
  } finally {
    await database?.close();
  }
}

function settingsFinding({ databaseUrl, kafka, smtpUrl, dataDir, port }: Settings): Finding {
  return well(
    [
      `settings of this shell, which those of the services should be: database ${databaseUrl === undefined ? `embedded in ${dataDir}` : new URL(databaseUrl).host}`,
      `messages ${kafka ? kafka.brokers.join(',') : 'inside the process'}`,
      `mail ${smtpUrl === undefined ? `to files in ${dataDir}` : new URL(smtpUrl).host}, port ${port}`,
    ].join('; '),
  );
}

async function messagingFindings({ kafka, port }: Settings): Promise<Finding[]> {
  if (kafka) return await brokerFindings(kafka, serviceNames);
  const address = `http://localhost:${port}/health/ready`;
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    const { missing = [], warnings = [] } = (await answer.json()) as { missing?: string[]; warnings?: string[] };
    const warned = warnings.map((what) => wrong(what, 'it goes on by itself once this is mended'));
    if (answer.ok) return warned.length > 0 ? warned : [well(`${address} says that it is ready`)];
    return missing.map((what) =>
      wrong(`not ready: ${what}`, 'messages wait until this is mended, and then go on by themselves'),
    );
  } catch (error) {
    return [
      wrong(
        `${address} does not answer: ${(error as Error).message}`,
        'start it (npm start), or set PORT as it has it',
      ),
    ];
  }
}

/** O13: what is in the tables from before ids were composed. */
async function idFindings(sql: Sql): Promise<Finding[]> {
  const present = await schemasPresent(sql, serviceNames);
  const findings = present.map((service) => oldIdFindings(sql, service, serviceParts[service].ids));
  return (await Promise.all(findings)).flat();
}

/** Orders, mails and invoices that do not go on by themselves. */
async function stuckFindings(sql: Sql): Promise<Finding[]> {
  const present = await schemasPresent(sql, serviceNames);
  return (await Promise.all(present.map(async (service) => (await serviceParts[service].stuck?.(sql)) ?? []))).flat();
}

async function orderFindings(sql: Sql, orderNumber: string): Promise<Finding[]> {
  const present = await schemasPresent(sql, serviceNames);
  const findings: Finding[] = [];
  if (present.includes('intake')) findings.push(...(await orderInIntake(sql, orderNumber)));
  const released = present.includes('intake') ? await releasedLines(sql, orderNumber) : [];
  const isFulfilledHere = present.includes('fulfillment');
  if (isFulfilledHere) findings.push(...(await orderInFulfillment(sql, orderNumber, released)));
  const awaited = isFulfilledHere && (await isEntitled(sql, orderNumber));
  const ledger = present.includes('ledger') ? await orderInLedger(sql, orderNumber, awaited) : undefined;
  findings.push(...(ledger?.findings ?? []));
  if (ledger && present.includes('invoicing')) findings.push(...(await lotsInInvoicing(sql, ledger.lotIds)));
  return [...findings, ...(await orderMessages(sql, present, orderNumber))];
}
