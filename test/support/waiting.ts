import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again until `look` has nothing more to say: it answers what is still missing, in words.
 * @throws Error with the last words when the deadline passes
 */
export async function untilNothing(
  look: () => Promise<readonly string[]>,
  withinMilliseconds: number,
  everyMilliseconds = 100,
): Promise<void> {
  await wait(look, withinMilliseconds, everyMilliseconds, false);
}

/**
 * The same for much work on a machine that may be busy: the deadline passes only when nothing has moved for so long.
 */
export async function untilNothingMoves(
  look: () => Promise<readonly string[]>,
  stillMilliseconds: number,
): Promise<void> {
  await wait(look, stillMilliseconds, 250, true);
}

async function wait(
  look: () => Promise<readonly string[]>,
  milliseconds: number,
  everyMilliseconds: number,
  patient: boolean,
): Promise<void> {
  let deadline = performance.now() + milliseconds;
  let before = '';
  for (;;) {
    const missing = await look().catch((error: Error) => [`could not look: ${error.message}`]);
    if (missing.length === 0) return;
    const now = missing.join('\n  ');
    if (patient && now !== before) deadline = performance.now() + milliseconds;
    before = now;
    if (performance.now() > deadline) {
      throw new Error(
        `after ${milliseconds / 1000} s${patient ? ' without a change' : ''} there is still:\n  ${now.slice(0, 3000)}`,
      );
    }
    await delay(everyMilliseconds);
  }
}

/** Looks again and again until there is an answer. */
export async function untilThere<Answer>(
  what: string,
  look: () => Promise<Answer | undefined>,
  withinMilliseconds = 30_000,
): Promise<Answer> {
  let answer: Answer | undefined;
  await untilNothing(async () => {
    answer = await look();
    return answer === undefined ? [`no ${what}`] : [];
  }, withinMilliseconds);
  return answer as Answer;
}
