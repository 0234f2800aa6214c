import type { Broker } from '../broker/broker.ts';
import type { OpenFrames } from '../broker/registry/framed.ts';
import type { Log } from '../environment/log.ts';
import type { Metrics } from '../environment/metrics.ts';
import type { Settings } from '../environment/settings.ts';
import type { Authenticator } from '../http/access/auth.ts';
import type { DeadLetterBox } from '../http/dead-letter-box.ts';

/** What all services of a process share. Injected by its class. */
export class ProcessContext {
  /** Each says in words what keeps the process from doing its work; undefined when nothing does. */
  readonly readiness = new Map<string, () => Promise<string | undefined>>();
  /** Each says in words what works badly while the process is ready all the same; undefined when nothing does. */
  readonly warnings = new Map<string, () => string | undefined>();
  /** Each says for how many milliseconds its loop has not turned; one that stands still needs a new process. */
  readonly liveness = new Map<string, () => number>();
  /** Filled in before the metrics are served: what has to be asked of the database. */
  readonly scrapes: (() => Promise<void>)[] = [];
  readonly deadLetterBoxes: DeadLetterBox[] = [];

  constructor(
    readonly settings: Settings,
    readonly databaseUrl: string,
    readonly broker: Broker,
    readonly openFrames: OpenFrames,
    readonly authenticator: Authenticator,
    readonly log: Log,
    readonly metrics: Metrics,
    readonly now: () => Date,
  ) {}
}
