import { brokenOf, type Result } from './report.ts';

/** Longer than any benchmark takes on a machine that does much else; `BENCH_MINUTES` where one is asked for more. */
const mostMinutes = Number(process.env.BENCH_MINUTES ?? 15);

/** What a benchmark found; where it broke, or never ends, that is its result, and the others run all the same. */
export async function whole(id: string, play: () => Promise<readonly Result[]>): Promise<readonly Result[]> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${mostMinutes} minutes`)), mostMinutes * 60_000);
  });
  try {
    return await Promise.race([play(), late]);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return [brokenOf(id, error)];
  } finally {
    clearTimeout(timer);
    console.log(`  ${id}: ${Math.round((performance.now() - start) / 1000)} s`);
  }
}
