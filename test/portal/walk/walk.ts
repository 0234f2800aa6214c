import path from 'node:path';
import type { Page } from 'playwright-core';
import { observers } from '../in-page.ts';
import type { Stage } from '../stage.ts';
import { answerAs, answering } from './answers.ts';
import { close, layerFaults, openFaults } from './layers.ts';
import { mediaFaults } from './media.ts';
import { pageFaults } from './page-faults.ts';
import type { Things } from './things.ts';
import { everyVisit, type Visit } from './visits.ts';

/** Faults of each visit, by its name. */
export type Walked = ReadonlyMap<string, readonly string[]>;

interface Walk {
  readonly stage: Stage;
  readonly things: Things;
  /** Where pictures go, if any are wanted. */
  readonly pictures: string | undefined;
}

/** As many as keep two processors busy, while pages wait for the services. */
const tabs = 3;
const longestWalk = 8;

/** Goes to every address, in several tabs at once. */
export async function walkEverywhere(walk: Walk): Promise<Walked> {
  const found = new Map<string, readonly string[]>();
  const waiting = inWalks(everyVisit);
  const walkOn = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [who, visits] = next;
      const { page, said } = await openTab(walk.stage, who);
      for (const [name, visit] of visits) found.set(name, await visited(walk, page, said, visit));
      await page.context().close();
    }
  };
  await Promise.all(Array.from({ length: tabs }, walkOn));
  return found;
}

type Visits = typeof everyVisit;

/** Visits of one person, at most so many in a row that the tabs end together. A tab that stays has the scripts at hand. */
function inWalks(visits: Visits): [who: string | undefined, visits: Visits][] {
  const byPerson = Map.groupBy(visits, ([, { as }]) => as);
  return [...byPerson].flatMap(([who, own]) => {
    const walks = Math.ceil(own.length / longestWalk);
    return Array.from({ length: walks }, (_, walk): [typeof who, Visits] => [
      who,
      own.filter((_visit, index) => index % walks === walk),
    ]);
  });
}

async function openTab(stage: Stage, who: string | undefined) {
  const options = { reducedMotion: 'reduce', colorScheme: 'light' } as const;
  // Each has a context of its own: a browser has six connections for one, and each page keeps one for what is live.
  const context = who === undefined ? await stage.guest(options) : await stage.signedIn(who, options);
  await context.addInitScript(observers);
  await context.addInitScript(answering);
  const page = await context.newPage();
  await page.goto('/verify');
  return { page, said: consoleOf(page) };
}

async function visited(walk: Walk, page: Page, said: string[], visit: Visit): Promise<string[]> {
  const address = visit.at(walk.things);
  const take = (screen: string) => picture(walk, page, `${address}_${screen}`);
  const found: string[] = [];
  for (const state of ['normal', 'empty', 'error'] as const) {
    await answerAs(page, state);
    const look = async () => [
      ...(await pageFaults(page, address, state, (screen) => take(`${state}_${screen}`))),
      ...(state === 'normal' ? [...(await layers(page, take)), ...(await mediaFaults(page, address))] : []),
    ];
    const faults = await look().catch(async (error: Error) => [error.message]);
    found.push(...[...faults, ...said.splice(0)].map((fault) => `${state}: ${fault}`));
  }
  return found;
}

/** The line on top is the same everywhere: it is looked at on the first page, with what keys open. */
async function layers(page: Page, take: (screen: string) => Promise<unknown>): Promise<string[]> {
  if ((await page.locator('dialog[open]').count()) > 0) return await layerFaults(page, 'dialog[open]', take);
  if (new URL(page.url()).pathname !== '/') return await layerFaults(page, 'main', take);
  const found = await layerFaults(page, 'body', take);
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  found.push(...(await openFaults(page)));
  await take('keys');
  await close(page);
  return found;
}

/** What Chromium says of an answer with such a status is meant: states and unknown addresses are made of them. */
const meant = /^Failed to load resource: .* status of (404|500)/;

/** Collects errors and warnings of the console, and what was thrown. */
export function consoleOf(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message) => {
    const counts = message.type() === 'error' || message.type() === 'warning';
    if (counts && !meant.test(message.text())) said.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => said.push(`console: ${error.message}`));
  return said;
}

async function picture({ pictures }: Walk, page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: path.join(pictures, `${name.replaceAll(/\W+/g, '-')}.png`) });
}
