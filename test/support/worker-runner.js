import { createRequire } from 'node:module';

// jest-runner belongs to Jest itself, so it is looked up from there.
const load = createRequire(createRequire(import.meta.url).resolve('jest-cli'));
const { default: TestRunner } = load('jest-runner');

/** Above this a worker is replaced before its next file: modules of a test file are never given back by the process that loaded them. */
const mostBytes = 1024 * 1024 * 1024;

/** They wait for PostgreSQL or a browser half of the time, so that two keep two cores busy, of which Jest would leave one to itself. */
const fewest = 2;

/**
 * Test files run in processes of their own, on a machine with two cores as well, where Jest would run all of them in its own process until
 * that has no memory left.
 */
export default class WorkerRunner extends TestRunner {
  constructor(globalConfig, context) {
    super(
      { ...globalConfig, maxWorkers: Math.max(fewest, globalConfig.maxWorkers), workerIdleMemoryLimit: mostBytes },
      context,
    );
  }

  runTests(tests, watcher, options) {
    return super.runTests(tests, watcher, { ...options, serial: false });
  }
}
