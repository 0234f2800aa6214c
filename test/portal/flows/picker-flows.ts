import { untilNothing } from '#test/support/waiting.ts';
import { people } from '../browser.ts';
import { type Stage } from '../stage.ts';

/** What people do with a field that offers what there is. Before anybody has bought something: one of its choices has no licenses. */
export function pickerFlows(stageOf: () => Stage): void {
  test('W5 a picker: Esc closes its list and then the window, what cannot be chosen is read and not chosen, an emptied one has nothing', async () => {
    const context = await stageOf().signedIn(people.superUser);
    const page = await context.newPage();
    await page.goto('/transfer?to=ACC-101');
    const source = page.getByRole('combobox', { name: 'Source Organization' });
    await source.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('ArrowDown');
    const marked = page.locator('[role=option][data-highlighted]');
    await marked.waitFor();
    expect(await source.getAttribute('aria-activedescendant')).toBe(await marked.getAttribute('id'));
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    expect(await source.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.type('acc-901');
    await page.locator('[role=option]').filter({ hasText: 'ACC-901 holds no licenses' }).waitFor();
    await page.locator('[role=option]').nth(1).waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowDown');
    await marked.filter({ hasText: 'ACC-901 holds no licenses' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await source.getAttribute('aria-expanded')).toBe('true');
    await source.fill('acc-100');
    await marked.filter({ hasText: 'ACC-100' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=ACC-100/);
    await untilNothing(async () => ((await source.inputValue()) === '' ? ['its name is not there yet'] : []), 10_000);
    await source.fill('');
    await page.keyboard.press('Tab');
    await page.waitForURL((url) => !url.searchParams.has('from'));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await context.close();
  });
}
