import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Chance, chanceOf } from '../support/samples/chance.ts';

/**
 * The services that there are, with as many processes each; a short run has two of those that share a topic. FAULT_SERVICES
 * (comma separated) narrows it to some.
 */
export function allServices(): Record<string, number> {
  const counts = { intake: 2, fulfillment: 2, ledger: 2, invoicing: 1 };
  const only = process.env.FAULT_SERVICES?.split(',');
  const root = path.resolve(import.meta.dirname, '..', '..');
  return Object.fromEntries(
    Object.entries(counts).filter(
      ([service]) => (only?.includes(service) ?? true) && existsSync(path.join(root, `apps/${service}/src/main.ts`)),
    ),
  );
}

/** The deadlines inside say sooner what hangs; this is for a machine that is busy with other things. */
export const longestMilliseconds = 900_000;

/**
 * A test for each seed, with the seed in its name: `npm test` tries one that is always the same, `npm run faults`
 * FAULT_ROUNDS new ones (3 unless it says otherwise), and FAULT_SEED=n repeats one:
 * `FAULT_SEED=n npm run faults -- --testPathPatterns kill`.
 */
export function testEachSeed(name: string, body: (chance: Chance, seed: number) => Promise<void>): void {
  for (const seed of seeds())
    test(`${name} [FAULT_SEED=${seed}]`, () => body(chanceOf(seed), seed), longestMilliseconds);
}

function seeds(): number[] {
  const { FAULT_SEED, FAULT_ROUNDS, npm_lifecycle_event: script } = process.env;
  if (FAULT_SEED) return [Number(FAULT_SEED)];
  const rounds = Number(FAULT_ROUNDS ?? (script === 'faults' ? 3 : 0));
  if (rounds === 0) return [20_261_121];
  return Array.from({ length: rounds }, () => Math.floor(Math.random() * 1e9));
}
