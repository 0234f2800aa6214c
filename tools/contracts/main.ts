import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { contractFiles } from './contract-files.ts';
import { eventsPage } from './events-page.ts';
import { goldenFiles } from './golden-files.ts';
import { limitsPage } from './limits-page.ts';
import { rulesPage } from './rules-page.ts';
import { settingsPage } from './settings-page.ts';

/** `npm run contracts`: writes libs/contracts/generated and docs/events.md, rules.md, limits.md and settings.md anew; a schema whose event type is gone goes with it. */
const root = new URL('../../', import.meta.url);
const generated = new URL('libs/contracts/generated/', root);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
const files = contractFiles(goldenFiles(), version);

mkdirSync(new URL('schemas/', generated), { recursive: true });
for (const name of readdirSync(new URL('schemas/', generated))) {
  if (!files.has(`schemas/${name}`)) rmSync(new URL(`schemas/${name}`, generated));
}
for (const [path, text] of files) writeFileSync(new URL(path, generated), text);
writeFileSync(new URL('docs/events.md', root), eventsPage());
writeFileSync(new URL('docs/rules.md', root), rulesPage());
writeFileSync(new URL('docs/limits.md', root), limitsPage());
writeFileSync(new URL('docs/settings.md', root), settingsPage());
console.log(
  `${files.size} files in libs/contracts/generated; look at index.html; docs/events.md, rules.md, limits.md, settings.md`,
);
