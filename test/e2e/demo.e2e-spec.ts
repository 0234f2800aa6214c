import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '#runtime/environment/ports.ts';
import { type Ended, runProgram } from '../support/programs.ts';

const longestMilliseconds = 600_000;

/** The embedded default, whatever the run around this test has set. */
const embedded = { DATABASE_URL: undefined, KAFKA_BROKERS: undefined, SMTP_URL: undefined, OPERATORS: undefined };

interface Report {
  readonly orders: { orderNumber: string; state: string }[];
  readonly entitlements: { entitlementId: string; activationCode: string; ssrn: string; certificate: string }[];
  readonly mails: { shipmentId: string; to: string[]; path: string }[];
  readonly holdings: { accountId: string; sku: string; quantity: number }[];
  readonly nextInvoices: { accountId: string; period: string; currency: string; total: string }[];
  readonly url: string;
}

describe('the demo, as somebody runs it who has just cloned this', () => {
  let folder: string;
  let dataDir: string;
  let first: Report;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'seatwright-demo-spec-'));
    dataDir = path.join(folder, 'data');
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function demo(settings: Record<string, string | undefined> = {}, ...more: string[]): Promise<Ended> {
    const env = { ...embedded, PORT: String(await freePort()), DATA_DIR: dataDir, ...settings };
    return await runProgram('all-in-one/src/demo.js', ['--once', '--json', ...more], env);
  }

  test(
    'ends with 0, and its last line has the fields of the contract, with real files',
    async () => {
      const ended = await demo();
      expect(ended).toMatchObject({ code: 0 });
      first = reportOf(ended);
      expect(Object.keys(first)).toEqual(['orders', 'entitlements', 'mails', 'holdings', 'nextInvoices', 'url']);
      expect(first.orders.map(({ state }) => state).filter((state) => state === 'rejected')).toHaveLength(1);
      expect(first.orders).toHaveLength(10);
      expect(first.entitlements).toHaveLength(11);
      expect(first.mails).toHaveLength(8);
      for (const { certificate } of first.entitlements) {
        expect(readFileSync(certificate).subarray(0, 5).toString()).toBe('%PDF-');
      }
      for (const mail of first.mails) expect(readFileSync(mail.path, 'utf8')).toContain('Message-ID: <');
      const premium = first.holdings.filter(({ sku }) => sku === 'MIRADORE-PREMIUM');
      expect(premium.map(({ quantity }) => quantity).reduce((sum, quantity) => sum + quantity, 0)).toBe(50);
      expect(first.nextInvoices.map(({ accountId }) => accountId)).toEqual(
        expect.arrayContaining(['ACC-100', 'ACC-101']),
      );
    },
    longestMilliseconds,
  );

  test(
    'a second run on the same data shows the same codes and mails nothing twice',
    async () => {
      const ended = await demo();
      expect(ended).toMatchObject({ code: 0 });
      const again = reportOf(ended);
      expect(again.entitlements).toEqual(first.entitlements);
      expect(again.mails).toEqual(first.mails);
      expect(again.holdings).toEqual(first.holdings);
      expect(again.nextInvoices).toEqual(first.nextInvoices);
    },
    longestMilliseconds,
  );

  test(
    'orders of other systems go through, and their senders are answered in their own formats',
    async () => {
      const ended = await demo({}, '--documents');
      expect(ended).toMatchObject({ code: 0 });
      const { documents } = reportOf(ended) as unknown as { documents: object[] };
      const answered = (format: string) => [{ format, outcome: 'accepted', state: 'sent' }];
      expect(documents).toMatchObject([
        { sender: 'nordufer', way: 'topic', state: 'accepted', answers: answered('order-response') },
        { sender: 'kanal', way: 'folder', state: 'accepted', answers: answered('order-response') },
        { sender: 'nordwind', way: 'address', state: 'accepted', answers: answered('confirmation') },
        { sender: 's4', way: 'address', orderNumber: 'S4-4711', state: 'accepted', answers: [] },
        { sender: 'bc', way: 'address', orderNumber: 'BC-S-ORD101001', state: 'accepted', answers: [] },
        { sender: 'mueller', way: 'topic', state: 'accepted', answers: answered('ordrsp-idoc') },
        { sender: 'gulf', way: 'topic', state: 'accepted', answers: [...answered('855'), expect.any(Object)] },
        { sender: 'hafen', way: 'folder', state: 'accepted', answers: answered('ordrsp') },
        { sender: 'shop', way: 'address', orderNumber: 'SHOP-1001', state: 'accepted', answers: [] },
        { sender: 'netsuite', way: 'address', orderNumber: 'NS-SO1234', state: 'accepted', answers: [] },
        { sender: 'salesforce', way: 'address', orderNumber: 'SF-00000101', state: 'accepted', answers: [] },
        { sender: 'odoo', way: 'address', orderNumber: 'OD-S00042', state: 'accepted', answers: [] },
        { sender: 'erpnext', way: 'address', orderNumber: 'EN-SAL-ORD-2026-00012', state: 'accepted', answers: [] },
        { sender: 'dynamics', way: 'address', orderNumber: 'FO-SO-000012', state: 'accepted', answers: [] },
      ]);
    },
    longestMilliseconds,
  );

  describe('what somebody can set right is one clear line and exit 1', () => {
    test(
      'a port that is in use',
      async () => {
        const taken = createServer();
        await new Promise<void>((resolve) => taken.listen(0, '0.0.0.0', resolve));
        const { port } = taken.address() as { port: number };
        const ended = await demo({ PORT: String(port) });
        taken.close();
        expectOneLine(ended, new RegExp(`port ${port} is in use`));
      },
      longestMilliseconds,
    );

    test(
      'a DATA_DIR that cannot be written',
      async () => {
        // A file where the folder should be: nobody can write below it, root neither.
        const file = path.join(folder, 'a-file');
        await writeFile(file, '');
        expectOneLine(await demo({ DATA_DIR: path.join(file, 'data') }), /cannot be written.*DATA_DIR/);
        expect(existsSync(path.join(file, 'data'))).toBe(false);
      },
      longestMilliseconds,
    );

    test(
      'a setting that is wrong',
      async () => {
        expectOneLine(await demo({ KAFKA_BROKERS: 'nonsense' }), /KAFKA_BROKERS .*host:9092/);
        expectOneLine(await demo({ PORT: 'eighty' }), /PORT /);
      },
      longestMilliseconds,
    );
  });
});

function expectOneLine({ code, errors }: Ended, words: RegExp): void {
  expect(errors.trim()).toMatch(words);
  expect(errors.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
}

function reportOf({ output }: Ended): Report {
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}
