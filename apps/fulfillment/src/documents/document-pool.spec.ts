import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateRenderer } from './certificate.ts';
import { createDocumentPool } from './document-pool.ts';
import { writeMail } from './mail-writer.ts';
import { sampleFacts } from './sample-facts.ts';

const { privateKey: signingKey } = generateKeyPairSync('ed25519');
const options = { publicUrl: 'https://licenses.example.com', signingKey };
// A thread reads its fonts first, which takes seconds on a busy machine.
const patience = 60_000;
const sampleMail = () => ({
  shipment: {
    shipmentId: 'SO-2026-004711/S1',
    orderNumber: 'SO-2026-004711',
    licenses: [sampleFacts(), sampleFacts({ entitlementId: 'SO-2026-004711/2', scenario: 'license-key' })],
  },
  from: 'Seatwright <licenses@example.com>',
  to: ['łukasz@example.pl', 'it@example.com'],
  messageId: '<SO-2026-004711-S1.r2@example.com>',
  queuedAt: '2026-11-22T07:00:00.000Z',
});
const workerOf = (program: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort, workerData } from 'node:worker_threads';${program}`)}`,
  );

describe('document pool', () => {
  test(
    'F4 renders on other threads what the renderer renders here',
    async () => {
      const pool = createDocumentPool({ ...options, size: 1, jobsPerThread: 3 });
      const all = Array.from({ length: 8 }, (_, index) =>
        sampleFacts({ lineNumber: index, entitlementId: `E/${index}` }),
      );
      const rendered = await Promise.all(all.map((facts) => pool.certificate(facts)));
      const { render } = createCertificateRenderer(options);
      rendered.forEach((pdf, index) => {
        expect(render(all[index] as (typeof all)[0]).equals(pdf)).toBe(true);
      });
      await pool.close();
      await expect(pool.certificate(sampleFacts())).rejects.toThrow('closed');
    },
    patience,
  );

  test(
    'F8 writes on other threads the mail that is written here, and the same again for a second attempt',
    async () => {
      const pool = createDocumentPool({ ...options, size: 1 });
      const mail = sampleMail();
      const [first, second] = await Promise.all([pool.mail(mail), pool.mail(mail)]);
      const bytes = await writeMail(mail, { ...options, renderer: createCertificateRenderer(options) });
      expect(bytes.equals(first as Uint8Array)).toBe(true);
      expect(bytes.equals(second as Uint8Array)).toBe(true);
      await expect(pool.mail({ ...mail, to: [] })).rejects.toThrow(
        'mail of SO-2026-004711/S1: shipment SO-2026-004711/S1 has no e-mail address',
      );
      await pool.close();
    },
    patience,
  );

  test(
    'B9 a certificate that cannot be rendered fails alone, and says which it is',
    async () => {
      const pool = createDocumentPool({ ...options, size: 1 });
      const broken = sampleFacts({ entitlementId: 'E/broken', accounts: undefined as never });
      const results = await Promise.allSettled(
        [sampleFacts(), broken, sampleFacts()].map((facts) => pool.certificate(facts)),
      );
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(results[1]).toMatchObject({ reason: { message: expect.stringContaining('certificate of E/broken') } });
      await pool.close();
    },
    patience,
  );

  test('B9 a thread that dies is replaced and its certificates are tried once more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'document-pool-'));
    const workerUrl = workerOf(`
      import { mkdirSync } from 'node:fs';
      parentPort.on('message', ({ id }) => {
        try { mkdirSync(workerData.publicUrl); } catch {
          return parentPort.postMessage({ id, bytes: new Uint8Array(3) });
        }
        process.exit(1);
      });`);
    const pool = createDocumentPool({ publicUrl: join(folder, 'died'), signingKey, size: 1, workerUrl });
    const all = await Promise.all([1, 2, 3].map(() => pool.certificate(sampleFacts())));
    expect(all.map((pdf) => pdf.length)).toEqual([3, 3, 3]);
    await pool.close();
    rmSync(folder, { recursive: true });
  });

  test('B9 a document that failed once is alone on its thread, and drags none along', async () => {
    const workerUrl = workerOf(`
      parentPort.on('message', ({ id, order }) => {
        if (order.facts.entitlementId === 'E/deadly') process.exit(1);
        setTimeout(() => parentPort.postMessage({ id, bytes: new Uint8Array(3) }), 50);
      });`);
    const pool = createDocumentPool({ ...options, size: 1, workerUrl });
    const facts = ['E/1', 'E/2', 'E/deadly'].map((entitlementId) => sampleFacts({ entitlementId }));
    const results = await Promise.allSettled(facts.map((each) => pool.certificate(each)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await pool.close();
  });

  test('B9 one that dies again and again is a clear error', async () => {
    const pool = createDocumentPool({ ...options, size: 1, workerUrl: workerOf(`throw new Error('no memory')`) });
    await expect(pool.certificate(sampleFacts())).rejects.toThrow(
      'certificate of SO-2026-004711/1 could not be rendered: no memory',
    );
    await pool.close();
  });

  test('B9 closing refuses what is under way', async () => {
    const pool = createDocumentPool({
      ...options,
      size: 1,
      workerUrl: workerOf(`parentPort.on('message', () => {});`),
    });
    const waiting = pool.certificate(sampleFacts());
    setTimeout(() => pool.close(), 50);
    await expect(waiting).rejects.toThrow('closed');
  });
});
