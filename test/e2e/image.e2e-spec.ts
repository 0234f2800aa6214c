import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '#runtime/environment/ports.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { services } from '../support/deployment/deployment.ts';
import { layOutImage } from '../support/deployment/image.ts';
import { ServiceProcess } from '../support/processes/service-process.ts';

describe('the image', () => {
  let folder: string;
  let postgres: TestPostgres;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'seatwright-image-spec-'));
    layOutImage(folder);
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
        KAFKA_BROKERS: undefined,
        SMTP_URL: undefined,
      },
    });
    running.start();
    try {
      await running.ready();
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${readFileSync(logFile, 'utf8')}`);
    } finally {
      await running.stop();
    }
    expect(running.ownEnds).toEqual([]);
  });
});
