import { memoryOf } from '../measuring/memory.ts';
import { median } from '../measuring/rounds.ts';
import type { Program } from '../programs.ts';

/** What processes took at some moments of a run: resident megabytes, each beside how far the run was (0 to 1). */
export interface Resident {
  look(progress: number): void;
  /** The median of a process while the run was between `from` and `to`. */
  between(name: string, from: number, to: number): number;
}

/** Watches the memory of processes. */
export function residentOf(programs: Readonly<Record<string, Program>>): Resident {
  const seen: { readonly progress: number; readonly megabytes: Readonly<Record<string, number>> }[] = [];
  return {
    look(progress) {
      const megabytes = Object.fromEntries(
        Object.entries(programs).map(([name, program]) => [name, memoryOf(program)]),
      );
      seen.push({ progress, megabytes });
    },
    between(name, from, to) {
      const there = seen.filter(({ progress }) => progress >= from && progress <= to);
      return median(there.map(({ megabytes }) => megabytes[name] ?? Number.NaN));
    },
  };
}
