import { runOverlapping } from './overlapping-batches.ts';

class Anew extends Error {}

/** Batches that write down what happens; `fails` says which of them do, when, and with what. */
function playing(count: number, fails: Record<number, { readonly decided?: Error; readonly written?: Error }> = {}) {
  const events: string[] = [];
  let next = 0;
  let underWay = 0;
  let most = 0;
  const start = (before: number | undefined) => {
    const id = ++next;
    events.push(before === undefined ? `${id}` : `${id} after ${before}`);
    most = Math.max(most, ++underWay);
    const decided = (async () => {
      if (fails[id]?.decided) throw fails[id].decided;
      return id > count ? undefined : id;
    })();
    const written = (async () => {
      await decided;
      await new Promise(setImmediate);
      if (fails[id]?.written) throw fails[id].written;
      events.push(`${id} written`);
    })().finally(() => {
      underWay -= 1;
    });
    written.catch(() => undefined);
    return { decided, written };
  };
  const run = (mayGoOn = () => true) =>
    runOverlapping<number>({ start, mayGoOn, isDecidedAnew: (failure) => failure instanceof Anew });
  return { events, run, most: () => most, underWay: () => underWay };
}

describe('overlapping batches', () => {
  test('each begins when the one before is decided, two at most are under way, and the last look is by itself', async () => {
    const { events, run, most, underWay } = playing(3);
    await run();
    expect(events.filter((event) => !event.endsWith('written'))).toEqual([
      '1',
      '2 after 1',
      '3 after 2',
      '4 after 3',
      '5',
    ]);
    expect([most(), underWay()]).toEqual([2, 0]);
  });

  test('what is to be decided anew begins again by itself, and so does what was decided over it', async () => {
    const { events, run, underWay } = playing(5, { 2: { written: new Anew() }, 3: { written: new Anew() } });
    await run();
    expect(events.filter((event) => !event.endsWith('written'))).toEqual([
      '1',
      '2 after 1',
      '3 after 2',
      '4',
      '5 after 4',
      '6 after 5',
      '7',
    ]);
    expect(events).not.toContain('2 written');
    expect(underWay()).toBe(0);
  });

  test.each([
    ['while it is decided', { 2: { decided: new Error('broken') } }],
    ['while it is written', { 2: { written: new Error('broken') } }],
    ['beside one to be decided anew', { 2: { written: new Error('broken') }, 3: { written: new Anew() } }],
    ['after one to be decided anew', { 2: { written: new Anew() }, 3: { written: new Error('broken') } }],
  ])('a failure %s ends the run, and leaves none under way', async (_, fails) => {
    const { run, underWay } = playing(5, fails);
    await expect(run()).rejects.toThrow('broken');
    expect(underWay()).toBe(0);
  });

  test('a run that is to stop begins no more, and ends with what is under way', async () => {
    let asked = 0;
    const { events, run, underWay } = playing(9);
    await run(() => ++asked < 3);
    expect(events).toEqual(['1', '2 after 1', '1 written', '2 written']);
    expect(underWay()).toBe(0);
  });
});
