import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sampleFacts } from '../sample-facts.ts';
import { createCertificateRenderer } from './certificate.ts';
import { createCertificatePool } from './certificate-pool.ts';

const { privateKey: signingKey } = generateKeyPairSync('ed25519');
const options = { publicUrl: 'https://licenses.example.com', signingKey };
// A thread reads its fonts first, which takes seconds on a busy machine.
const patience = 60_000;
/** A thread that ends when it is asked to, and does besides what `program` says. */
const workerOf = (program: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort, workerData } from 'node:worker_threads';
       parentPort.on('message', ({ isLast }) => isLast && parentPort.close());
       ${program}`,
    )}`,
  );

describe('certificate pool', () => {
  test(
    'F4 renders on other threads what the renderer renders here',
    async () => {
      const pool = createCertificatePool({ ...options, size: 1, batchSize: 3 });
      await pool.warmUp();
      const all = Array.from({ length: 8 }, (_, index) =>
        sampleFacts({ lineNumber: index, entitlementId: `E/${index}` }),
      );
      const rendered = await Promise.all(all.map((facts) => pool.render(facts)));
      const { render } = createCertificateRenderer(options);
      rendered.forEach((pdf, index) => {
        expect(render(all[index] as (typeof all)[0]).equals(pdf)).toBe(true);
      });
      for (const pdf of rendered.slice(1)) pool.release(pdf);
      expect(rendered.slice(1).every(({ buffer }) => buffer.byteLength === 0)).toBe(true);
      expect(render(all[0] as (typeof all)[0]).equals(rendered[0] as Uint8Array)).toBe(true);
      await pool.close();
      await expect(pool.render(sampleFacts())).rejects.toThrow('closed');
    },
    patience,
  );

  test(
    'B9 a certificate that cannot be rendered fails alone, and says which it is',
    async () => {
      const pool = createCertificatePool({ ...options, size: 1 });
      const broken = sampleFacts({ entitlementId: 'E/broken', accounts: undefined as never });
      const results = await Promise.allSettled(
        [sampleFacts(), broken, sampleFacts()].map((facts) => pool.render(facts)),
      );
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(results[1]).toMatchObject({ reason: { message: expect.stringContaining('certificate of E/broken') } });
      await pool.close();
    },
    patience,
  );

  test('B9 a thread that dies is replaced and its certificates are tried once more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-pool-'));
    const workerUrl = workerOf(`
      import { mkdirSync } from 'node:fs';
      parentPort.on('message', ({ jobs }) => {
        try { mkdirSync(workerData.publicUrl); } catch {
          return parentPort.postMessage({ results: jobs.map(({ id }) => ({ id, pdf: new Uint8Array(3) })) });
        }
        process.exit(1);
      });`);
    const pool = createCertificatePool({ publicUrl: join(folder, 'died'), signingKey, size: 1, workerUrl });
    const all = await Promise.all([1, 2, 3].map(() => pool.render(sampleFacts())));
    expect(all.map((pdf) => pdf.length)).toEqual([3, 3, 3]);
    await pool.close();
    rmSync(folder, { recursive: true });
  });

  test('B9 one that dies again and again is a clear error', async () => {
    const pool = createCertificatePool({ ...options, size: 1, workerUrl: workerOf(`throw new Error('no memory')`) });
    await expect(pool.render(sampleFacts())).rejects.toThrow(
      'certificate of SO-2026-004711/1 could not be rendered: no memory',
    );
    await pool.close();
  });

  test('B9 closing refuses what is under way', async () => {
    const pool = createCertificatePool({
      ...options,
      size: 1,
      workerUrl: workerOf(`parentPort.on('message', () => {});`),
    });
    const waiting = pool.render(sampleFacts());
    setTimeout(() => pool.close(), 50);
    await expect(waiting).rejects.toThrow('closed');
  });

  test(
    'B9 a pool is closed at any moment of a thread’s start, and the process lives',
    async () => {
      for (const wait of [0, 20, 60, 120, 200, 300]) {
        // Nobody is made to end here: that is what ends a process whose thread still loads, as it does for long on a busy machine.
        const pool = createCertificatePool({ ...options, size: 1, patienceMilliseconds: patience });
        const waiting = pool.warmUp().catch((error: Error) => error.message);
        await delay(wait);
        await pool.close();
        expect([undefined, 'the certificate pool was closed']).toContain(await waiting);
      }
    },
    patience,
  );

  test('B9 a thread that does not listen is ended all the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-pool-'));
    const publicUrl = join(folder, 'loaded');
    const workerUrl = workerOf(`import { mkdirSync } from 'node:fs'; mkdirSync(workerData.publicUrl); for (;;);`);
    const pool = createCertificatePool({ publicUrl, signingKey, size: 1, patienceMilliseconds: 20, workerUrl });
    const waiting = pool.render(sampleFacts());
    waiting.catch(() => undefined);
    while (!existsSync(publicUrl)) await delay(10);
    await pool.close();
    await expect(waiting).rejects.toThrow('closed');
    rmSync(folder, { recursive: true });
  });
});
