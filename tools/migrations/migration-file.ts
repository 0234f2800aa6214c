import type { MigrationDiff } from '@mikro-orm/core';
import { TSMigrationGenerator } from '@mikro-orm/migrations';

/** A migration as ours read: its statements in order, and no way back (R7). */
export class MigrationFile extends TSMigrationGenerator {
  /** @param name `Migration20261129_payer_of_lots` */
  override generateMigrationFile(name: string, { up }: MigrationDiff): string {
    const words = name.split('_').slice(1);
    const statements = up
      .filter((sql) => !['', 'select 1'].includes(sql))
      .map((sql) => this.createStatement(sql.replace(/;$/, ''), 4));
    return `import { Migration } from '@mikro-orm/migrations';

/** ${words.join(' ')}: say why, and the rule. */
export class ${className(words)} extends Migration {
  override up(): void {
${statements.join('') || '    // What entities do not say: triggers, functions, views, conditions that older rows need not meet.\n'}  }
}
`;
  }
}

/** A new migration in the list of a service, `migrations.ts`. */
export function withMigration(list: string, file: string): string {
  const [number, ...words] = file.split('-');
  const name = className(words);
  const imported = list.lastIndexOf('import { ');
  const after = list.indexOf('\n', imported) + 1;
  const entry = `  { name: '${file}', class: ${name} },\n`;
  const entered = list
    .slice(after)
    .replace(/,?\s*\];\n*$/, (_end, at, text) => `${text[at - 1] === '[' ? '' : ','}\n${entry}];\n`);
  return `${list.slice(0, after)}import { ${name} } from './${number}-${words.join('-')}.ts';\n${entered}`;
}

const className = (words: readonly string[]) => words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
