import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { de } from '#apps/portal/src/browser/text/de.ts';
import { en } from '#apps/portal/src/browser/text/en.ts';
import type { Reasons } from '#apps/portal/src/browser/text/refusal-texts.ts';
import { refusalsDe } from '#apps/portal/src/browser/text/refusals.de.ts';

/** What a page that is read in German says in English: texts of ours that German has in other words, and sentences of nobody. */

type Texts = { readonly [name: string]: unknown };

function leaves(texts: Texts): unknown[] {
  return Object.values(texts).flatMap((text) =>
    typeof text === 'object' && text !== null ? leaves(text as Texts) : text,
  );
}

const plain = (texts: Texts) => new Set(leaves(texts).filter((text) => typeof text === 'string'));

/** What a function says, whatever is put into it; those that say little of their own are left out. */
function shapes(texts: Texts): RegExp[] {
  return leaves(texts).flatMap((text) => {
    if (typeof text !== 'function') return [];
    const given = Array.from({ length: text.length }, () => '\u0001');
    const said = String(text(...given));
    if (!/[a-z]{4}/i.test(said.replaceAll('\u0001', ' '))) return [];
    const words = said.split('\u0001').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return [new RegExp(`^${words.join('.+')}$`, 's')];
  });
}

const reasonsFile = path.join(import.meta.dirname, '../../apps/portal/src/templates/reasons.de.json');
const { reasons } = JSON.parse(readFileSync(reasonsFile, 'utf8')) as Reasons;
const [english, german] = [plain(en), new Set([...plain(de), ...Object.values(reasons).flat()])];
const [englishShapes, germanShapes] = [shapes(en), [...shapes(de), ...shapes(refusalsDe.told)]];
/** What stands behind the sentence of a reason. */
const figures = / \([^()]*\)$/;
/** Words that no name or product of the sample data has. */
const sentence = /\b(the|are|this|that|which|your|you|was|were|been|does|cannot)\b/i;

/** Texts that are still English; nothing is said of a page in another language. What the services say has its own `lang`. */
export async function leftInEnglish(page: Page): Promise<string[]> {
  const said = (await page.evaluate(`(() => {
    if (!document.documentElement.lang.startsWith('de')) return [];
    const others = '[lang=en], bdi, code, pre, textarea, option, script, template, style, .said';
    const reader = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [document.title];
    while (reader.nextNode()) {
      const { data, parentElement } = reader.currentNode;
      if (data.trim() !== '' && !parentElement.closest(others)) texts.push(data.trim());
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
      if (element.closest('[lang=en]')) continue;
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) texts.push(element.getAttribute(name) ?? '');
    }
    return [...new Set(texts)];
  })()`)) as string[];
  return said.filter(isEnglish).map((text) => `in English: ${text.slice(0, 120)}`);
}

function isEnglish(text: string): boolean {
  if (german.has(text) || german.has(text.replace(figures, ''))) return false;
  if (english.has(text)) return true;
  if (germanShapes.some((shape) => shape.test(text))) return false;
  return englishShapes.some((shape) => shape.test(text)) || sentence.test(text);
}
