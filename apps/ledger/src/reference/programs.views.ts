import type { Program, Programs } from '#domain/licenses/books/program.ts';
import type { ParameterKind, RuleEntry } from '#domain/licenses/rules/rule.ts';
import { ruleCatalog, rules } from '#domain/licenses/rules/rules.ts';

/** A program as people see it: all that is data in it (L10). */
export interface ProgramView extends Omit<Program, 'licenseKeys' | 'accountPriced'> {
  readonly licenseKeys: boolean;
  readonly accountPriced: boolean;
}

/** A code that a request can be refused by, and what a program can say with it. */
export interface RuleView extends Omit<RuleEntry, 'reveals'> {
  readonly programs: readonly string[];
  readonly on?: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly kind: string; readonly values?: readonly string[] }[];
}

export function programViews(programs: Programs): ProgramView[] {
  return [...programs.values()].map(({ licenseKeys = false, accountPriced = false, ...program }) => {
    return { ...program, licenseKeys, accountPriced };
  });
}

/** Every code of the ledger, with the programs that name it. */
export function ruleViews(programs: Programs): RuleView[] {
  return ruleCatalog.map(({ reveals: _reveals, ...entry }) => {
    const { on, parameters = {} } = rules.get(entry.code) ?? {};
    const naming = [...programs.values()].filter((program) => program.rules.some(({ code }) => code === entry.code));
    return {
      ...entry,
      programs: naming.map(({ name }) => name),
      ...(on ? { on } : {}),
      parameters: Object.entries(parameters).map(([name, kind]) => ({ name, ...kindOf(kind) })),
    };
  });
}

function kindOf(kind: ParameterKind): { kind: string; values?: readonly string[] } {
  if (kind === 'ranks') return { kind };
  return 'one' in kind ? { kind: 'one', values: kind.one } : { kind: 'some', values: kind.some };
}
