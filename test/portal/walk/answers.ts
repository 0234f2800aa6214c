import type { Page } from 'playwright-core';

/**
 * How a page is answered: as it is; with lists that have nothing in them; or not at all. The shell comes without answers then. It is done
 * inside the page, as text, since a browser whose requests are caught keeps nothing of what it has loaded.
 */
export type State = 'normal' | 'empty' | 'error';

const key = 'walked as';

/** Runs before anything of the page does. */
export const answering = `(() => {
  const state = sessionStorage.getItem('${key}') ?? 'normal';
  if (state === 'normal') return;
  document.addEventListener('readystatechange', () => {
    const data = document.getElementById('first-data');
    if (!data || document.readyState !== 'interactive') return;
    // A script's text is guarded by the policy; the portal reads the text of whatever has this id.
    const without = document.createElement('template');
    without.id = data.id;
    without.textContent = JSON.stringify({ ...JSON.parse(data.textContent), answers: {} });
    data.replaceWith(without);
  });
  const ask = window.fetch;
  const failed = JSON.stringify({ type: 'about:blank', title: 'Internal Server Error', status: 500 });
  window.fetch = async (...given) => {
    const { pathname } = new URL(given[0].url ?? given[0], location.href);
    if (!pathname.startsWith('/portal/api/')) return await ask(...given);
    if (state === 'error')
      return new Response(failed, { status: 500, headers: { 'content-type': 'application/problem+json' } });
    const response = await ask(...given);
    const body = response.ok ? await response.clone().json() : undefined;
    if (!Array.isArray(body?.items)) return response;
    return Response.json({ ...body, items: [], nextCursor: null });
  };
})()`;

/** From its next address on, a page that is on one of the portal's. */
export async function answerAs(page: Page, state: State): Promise<void> {
  await page.evaluate(`sessionStorage.setItem('${key}', '${state}')`);
}
