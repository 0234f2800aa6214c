import path from 'node:path';
import { type PostgresProcess, startPostgresProcess } from './postgres-process.ts';

/** The database of a system, and the server in which each service has its own. */
export interface SystemPostgres extends PostgresProcess {
  of(service: string): PostgresProcess;
}

/** One server for all services. */
export async function onePostgres(folder: string, ownDisk?: boolean): Promise<SystemPostgres> {
  const server = await startPostgresProcess(folder, ownDisk);
  return { ...server, of: () => server };
}

/** A server for each service. A statement goes to that of the schema that it names; what is done to the database, to all. */
export async function postgresForEach(folder: string, services: readonly string[]): Promise<SystemPostgres> {
  const started = services.map(async (name) => [name, await startPostgresProcess(path.join(folder, name))] as const);
  const servers = new Map(await Promise.all(started));
  const all = [...servers.values()];
  const of = (service: string): PostgresProcess => {
    const server = servers.get(service);
    if (!server) throw new Error(`there is no server of ${service}`);
    return server;
  };
  const named = new RegExp(`\\b(${services.join('|')})\\.`);
  const ofStatement = (sql: string) => of(named.exec(sql)?.[1] ?? '');
  const each = async (act: (server: PostgresProcess) => Promise<void>) => void (await Promise.all(all.map(act)));
  return {
    ...of(services[0] ?? ''),
    of,
    alive: () => all.every((server) => server.alive()),
    kill: () => each((server) => server.kill()),
    stop: () => each((server) => server.stop()),
    start: () => each((server) => server.start()),
    query: (sql) => ofStatement(sql).query(sql),
    change: (sql) => ofStatement(sql).change(sql),
    close: () => each((server) => server.close()),
  };
}
