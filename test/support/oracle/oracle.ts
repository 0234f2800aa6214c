import type { System } from '../processes/system.ts';
import { dueLines } from '../samples/orders.ts';
import { untilNothingMoves } from '../waiting.ts';
import type { Facts } from './facts.ts';
import { readFacts, readWaiting } from './facts.ts';
import type { Asked } from './oracle-asked.ts';
import { ledgerPoints } from './oracle-ledger.ts';
import {
  codePoints,
  deadLetterPoints,
  effectPoints,
  entitlementPoints,
  invoicePoints,
  mailPoints,
} from './oracle-points.ts';

/** Knows everything that was sent, and judges from outside what came of it (bars.md, the nine points). */
export class Oracle {
  readonly asked: Asked = { orders: [], poison: [], transfers: [], codes: new Map(), issued: new Map() };

  /** @param releases how many releases the system has processes of, one after the other */
  constructor(
    private readonly system: System,
    private readonly releases = 1,
  ) {}

  /**
   * Waits until nothing is under way any more and everything that was asked has had its effect.
   * @throws Error with what is left when nothing has moved for so long
   */
  async settled(stillMilliseconds = 90_000): Promise<void> {
    await untilNothingMoves(async () => {
      const missing = (await Promise.all(this.system.services.map((service) => service.missing()))).flat();
      return missing.length > 0 ? missing : [...(await this.unfinished()), ...(await readWaiting(this.system))];
    }, stillMilliseconds);
  }

  /** Everything that does not hold; empty when all nine points do. */
  async verdict(): Promise<string[]> {
    return judge(await readFacts(this.system), this.asked, this.releases);
  }

  /** Counts alone: what takes a single query each. */
  private async unfinished(): Promise<string[]> {
    const { orders, poison, transfers } = this.asked;
    const { query } = this.system.postgres;
    const count = async (what: string, wanted: number, sql: string) => {
      const [row] = await query<{ count: string }>(sql);
      return Number(row?.count) < wanted ? [`${row?.count} of ${wanted} ${what}`] : [];
    };
    const lines = orders.flatMap(dueLines).length;
    const services = new Set(poison.map(({ service }) => service));
    const letters = [...services].map((service) =>
      count(
        `dead letters of ${service}`,
        poison.filter((one) => one.service === service).length,
        `select count(*) from ${service}.dead_letter`,
      ),
    );
    const hasLedger = this.system.of('ledger').length > 0;
    return (
      await Promise.all([
        count('orders', orders.length, 'select count(*) from intake.sales_order'),
        count('entitlements', lines, 'select count(*) from fulfillment.entitlement'),
        ...letters,
        ...(hasLedger ? [count('lots', lines, 'select count(*) from ledger.lot')] : []),
        ...(hasLedger
          ? [count('transfers', transfers.length, `select count(*) from ledger.event_log where type like '%transfer%'`)]
          : []),
      ])
    ).flat();
  }
}

/** The points that can be judged from facts alone, in the order of bars.md; remembers the codes and documents that it saw. */
export function judge(facts: Facts, asked: Asked, releases = 1): string[] {
  const notFinished = facts.waiting.map((waiting) => `(6) ${waiting}`);
  return [
    ...entitlementPoints(facts, asked),
    ...codePoints(facts, asked),
    ...ledgerPoints(facts, asked),
    ...(facts.invoicing ? invoicePoints(facts.invoicing, asked.issued) : []),
    ...notFinished,
    ...effectPoints(facts, asked),
    ...mailPoints(facts, releases),
    ...deadLetterPoints(facts, asked),
  ];
}
