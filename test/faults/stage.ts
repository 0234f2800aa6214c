import { Oracle } from '../support/oracle/oracle.ts';
import { publishLoad } from '../support/processes/load.ts';
import { type System, type SystemOptions, startSystem } from '../support/processes/system.ts';
import type { Chance } from '../support/samples/chance.ts';
import { placed, randomOrders } from '../support/samples/orders.ts';
import { mixed, randomTransfers, siteAccounts, siteOrders } from '../support/samples/sites.ts';

/** A system, the oracle that watches it, and the load that passes through while something goes wrong. */
export interface Stage {
  readonly system: System;
  readonly oracle: Oracle;
  /**
   * Publishes orders and, where a ledger runs, a transfer to every tenth of them. The oracle knows them.
   * @returns when all are published
   */
  load(name: string, orders: number, overMilliseconds: number, chance: Chance): Promise<void>;
  /** Waits until all is through, and asks the oracle; shows the logs when something is wrong. */
  judge(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a system whose sites hold what will be transferred between them. */
export async function setStage(options: SystemOptions, chance: Chance): Promise<Stage> {
  const system = await startSystem(options);
  const oracle = new Oracle(system, options.release ? 2 : 1);
  const { brokers } = system.kafka;
  const hasLedger = system.of('ledger').length > 0;
  const stage: Stage = {
    system,
    oracle,
    async load(name, count, overMilliseconds, ofLoad) {
      const orders = randomOrders(name, count, ofLoad);
      const transfers = hasLedger ? randomTransfers(name, Math.ceil(count / 10), ofLoad) : [];
      oracle.asked.orders.push(...orders);
      oracle.asked.transfers.push(...transfers);
      await publishLoad(mixed(orders, transfers, ofLoad), { brokers, chance: ofLoad, overMilliseconds });
    },
    async judge() {
      await system.watched(async () => {
        await oracle.settled();
        expect(await oracle.verdict()).toEqual([]);
      });
    },
    close: () => system.close(),
  };
  if (!hasLedger) return stage;
  try {
    const orders = siteOrders();
    oracle.asked.orders.push(...orders);
    await publishLoad(siteAccounts(), { brokers, chance });
    await publishLoad(orders.map(placed), { brokers, chance });
    await system.watched(() => oracle.settled());
  } catch (error) {
    await system.close();
    throw error;
  }
  return stage;
}
