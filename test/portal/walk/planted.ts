import { untilNothing } from '#test/support/waiting.ts';
import { people } from '../browser.ts';
import { harbour, marina } from '../sample-more.ts';
import type { Stage } from '../stage.ts';

/**
 * Names as customers could give them: like code, from right to left, without end, of pictures, with what nobody sees. Every page of the walk
 * has them. A part that comes alive has `data-planted`.
 */

const alive = '<i data-planted>x</i><img src=x onerror="document.body.dataset.planted=1">';

export const plantedNames: Readonly<Record<string, string>> = {
  'ACC-100': `${alive} {{7*7}} \${7*7} "S.A." & ' </script><script>document.body.dataset.planted=1</script>`,
  'ACC-101': 'شركة الميناء للتجارة والخدمات اللوجستية (ش.م.م) 12',
  'ACC-901': '=HYPERLINK("https://elsewhere.example";"Łódź Port")',
  'ACC-700': 'מפעלי הצפון בע"מ (2026) \u200f',
  'MSP-1': `Nordwind${'straßenbahnschienenritzenreiniger'.repeat(6)}`.slice(0, 200),
  'RES-1': '👩‍👩‍👧‍👦🏳️‍🌈🇺🇦 Hafen 👨🏽‍🚒 Distribution ☃️',
  [harbour]: 'Gulf\u200b\u200dHar\u00adbour \u202egpj.exe\u202c',
  [marina]: `Z${'\u0337\u034d\u0321'.repeat(12)}algo Marina`,
};

/** What people write, for the notes, comments and details of the walk. */
export const plantedText = `${alive} ${'غير متوقع '.repeat(6)}${'Donaudampfschifffahrt'.repeat(12)} 🏴‍☠️`;

/** Calls the accounts so, and waits until the ledger does. With PORTAL_NAMES=own they keep the names that they have. */
export async function plantNames({ ask, send }: Stage): Promise<void> {
  if (process.env.PORTAL_NAMES === 'own') return;
  for (const [accountId, name] of Object.entries(plantedNames)) {
    await send(people.operator, `/api/accounts/${accountId}`, { name }, 'PATCH');
  }
  await untilNothing(async () => {
    const { items } = await ask<{ items: { accountId: string; name: string }[] }>('/api/accounts?limit=100');
    return items.flatMap(({ accountId, name }) => {
      const wanted = plantedNames[accountId] ?? name;
      return wanted.trim().normalize('NFC') === name ? [] : [`${accountId} is called ${name}`];
    });
  }, 30_000);
}
