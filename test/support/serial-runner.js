import WorkerRunner from './worker-runner.js';

/**
 * One test file after the other, whatever --maxWorkers says: end-to-end and fault tests each fill the machine and share
 * one broker. (Workers are an option of a whole Jest run; a project can only choose its runner.)
 */
export default class SerialRunner extends WorkerRunner {
  constructor(globalConfig, context) {
    super(globalConfig, context);
    this._globalConfig = { ...this._globalConfig, maxWorkers: 1 };
  }
}
