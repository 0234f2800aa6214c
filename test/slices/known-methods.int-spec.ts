import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IntakeModule } from '#apps/intake/src/intake.module.ts';
import { InvoicingModule } from '#apps/invoicing/src/invoicing.module.ts';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { routes } from '#contracts/http/http.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';

/** An address that is there and a method that it does not have: 405 with what it has, and HEAD wherever GET is. */

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess;
let authorization: string;

const services = [
  { name: 'intake', module: IntakeModule },
  { name: 'ledger', module: LedgerModule },
  { name: 'invoicing', module: InvoicingModule },
];

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-methods-'));
  const given = { DATABASE_URL: postgres.url, DATA_DIR: path.join(folder, 'data'), PORT: '0', LOG_LEVEL: 'silent' };
  running = await startProcess({ settings: readSettings({ ...given, OPERATORS: 'o@x.example' }), services });
  authorization = `Bearer ${await issueToken('o@x.example', running.context.settings.authKeyFile, new Date())}`;
});

afterAll(async () => {
  await running?.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const here = routes.filter(({ service }) => ['process', ...services.map(({ name }) => name)].includes(service));
const filled = (address: string) => address.replaceAll(/\{\w+\}/g, 'some-1');
const addresses = [...new Set(here.map((route) => filled(route.path)))];

/** Of every route that the address is one of: what is a word in one of them is a parameter in another. */
function methodsOf(address: string): string[] {
  const isAt = (route: string) => new RegExp(`^${route.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  const methods: string[] = here.filter(({ path: route }) => isAt(route).test(address)).map(({ method }) => method);
  return [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)].sort();
}

describe.each(addresses)('%s', (address) => {
  const allowed = methodsOf(address);

  test('answers a method that it does not have with 405 and those that it has, whoever asks and whatever is sent', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
      (each) => !allowed.includes(each),
    )) {
      const body = method === 'GET' ? undefined : '{not json';
      const answer = await fetch(`${running.url}${address}?any=1`, { method, body });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, allowed.join(', ')]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      const named = expect.stringContaining(allowed.join(', '));
      expect(await answer.json()).toMatchObject({ status: 405, title: 'Not allowed', detail: named });
    }
  });

  if (!allowed.includes('GET')) return;
  test('answers HEAD as GET, without the body', async () => {
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => fetch(running.url + address, { method, headers: { authorization } })),
    );
    const kindOf = (answer?: Response) => [answer?.status, answer?.headers.get('content-type')];
    expect(kindOf(head)).toEqual(kindOf(get));
    await get?.arrayBuffer();
    expect(await head?.text()).toBe('');
  });
});

test('an address that is not there is still none, whatever the method', async () => {
  for (const method of ['GET', 'POST', 'DELETE']) {
    const answer = await fetch(`${running.url}/api/nothing-of-this`, { method, headers: { authorization } });
    expect([answer.status, answer.headers.get('allow')]).toEqual([404, null]);
  }
});
