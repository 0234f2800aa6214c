import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '#runtime/environment/ports.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { services } from '../support/deployment/deployment.ts';
import { layOutImage } from '../support/deployment/image.ts';
import { ServiceProcess } from '../support/processes/service-process.ts';
import { sampleDocument, writeSenders } from '../support/samples/documents.ts';

describe('the image', () => {
  let folder: string;
  let postgres: TestPostgres;
  let sendersDir: string;
  const secret = randomUUID();

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'seatwright-image-spec-'));
    sendersDir = path.join(folder, 'mounted-senders');
    layOutImage(folder);
    // The image has no profile that can do anything: an operator mounts those of their senders.
    const secretFile = path.join(folder, 'secret');
    writeFileSync(secretFile, secret);
    const authentication = { kind: 'cxml-shared-secret', secretFile };
    const answer = { formats: ['confirmation'] };
    writeSenders(sendersDir, { nordwind: { authentication, answer } });
    postgres = await startTestPostgres();
  });
  afterAll(async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([...services, 'all-in-one'])('starts %s from exactly its files', async (service) => {
    const logFile = path.join(folder, `${service}.log`);
    const running = new ServiceProcess({
      service,
      number: 1,
      root: folder,
      port: await freePort(),
      logFile,
      env: {
        DATABASE_URL: postgres.url,
        DATA_DIR: path.join(folder, 'data'),
        SENDERS_DIR: sendersDir,
        KAFKA_BROKERS: undefined,
        SMTP_URL: undefined,
      },
    });
    running.start();
    try {
      await running.ready();
      if (service === 'intake')
        expect(await taken(running.url)).toMatchObject([200, expect.stringContaining('code="200"')]);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${readFileSync(logFile, 'utf8')}`);
    } finally {
      await running.stop();
    }
    expect(running.ownEnds).toEqual([]);
  });

  /** What its sender is told of a document. */
  async function taken(url: string): Promise<[status: number, text: string]> {
    const body = sampleDocument('nordwind-order.xml').toString().replace('SHARED-SECRET', secret);
    const headers = { 'content-type': 'text/xml' };
    const answer = await fetch(`${url}/api/senders/nordwind/documents`, { method: 'POST', body, headers });
    return [answer.status, await answer.text()];
  }
});
