import { writeFileSync } from 'node:fs';
import { rulesPage } from './rules-page.ts';

/** `node --conditions=source libs/contracts/src/generate/rules-main.ts`: writes docs/rules.md anew. */
writeFileSync(new URL('../../../../docs/rules.md', import.meta.url), rulesPage());
console.log('docs/rules.md');
