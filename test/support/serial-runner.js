import { createRequire } from 'node:module';

// jest-runner belongs to Jest itself, so it is looked up from there.
const load = createRequire(createRequire(import.meta.url).resolve('jest-cli'));
const { default: TestRunner } = load('jest-runner');

/**
 * One test file after the other, whatever --maxWorkers says: end-to-end and fault tests each fill the machine and share
 * one broker. (Workers are an option of a whole Jest run; a project can only choose its runner.)
 */
export default class SerialRunner extends TestRunner {
  isSerial = true;
}
