import { portalMigrations } from '#apps/portal/src/migrations/migrations.ts';
import { People } from '#apps/portal/src/people/people.store.ts';
import { portalTables } from '#apps/portal/src/portal.tables.ts';
import { withServiceDatabase } from '#runtime/postgres/command-database.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { axeFindings } from '../in-page.ts';
import { type Stage } from '../stage.ts';

const [first, next] = ['correct horse battery staple', 'another few words'];

/** People with a password of their own: demo people have none that they could change. */
export function passwordFlows(stageOf: () => Stage): void {
  test('P1 a password is set by its link; changed in the settings, where what is wrong is told on top and at the field', async () => {
    const { settings, databaseUrl, guest } = stageOf();
    const portal = { schema: 'portal', entities: [...messagingTables, ...portalTables], migrations: portalMigrations };
    const token = await withServiceDatabase({ ...settings, databaseUrl }, portal, (database) =>
      new People(database).makeLink('ida@own.example'),
    );
    const context = await guest();
    const page = await context.newPage();
    await page.goto(`/set-password?token=${token}`);
    await page.getByLabel('New password', { exact: true }).fill(first);
    await page.getByLabel(/once more/).fill(first);
    await page.getByRole('button').click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.goto('/settings');

    const [current, password] = [page.getByLabel('Current password'), page.getByLabel('New password', { exact: true })];
    const change = async (is: string, will: string) => {
      await current.fill(is);
      await password.fill(will);
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    const summary = page.getByRole('alert').and(page.locator(':focus'));
    await change('wrong', next);
    await summary.getByText('1 thing has to be put right').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await summary.getByRole('link').first().click();
    await current.and(page.locator(':focus')).waitFor();
    expect(await current.getAttribute('aria-invalid')).toBe('true');
    expect(await password.getAttribute('aria-invalid')).toBeNull();

    await change(first, 'aaaaaaaaaaaa');
    await summary.getByRole('link').first().click();
    await password.and(page.locator(':focus')).waitFor();
    expect(await current.getAttribute('aria-invalid')).toBeNull();

    await change(first, next);
    await page.getByText('The password is changed').waitFor();
    expect([await current.inputValue(), await page.getByRole('alert').count()]).toEqual(['', 0]);
    await context.close();
  });
}
