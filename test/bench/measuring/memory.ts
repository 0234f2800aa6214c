import { readFileSync, writeFileSync } from 'node:fs';

/** Resident megabytes of a process as of now; from now on its peak is counted anew. */
export function memoryOf({ pid }: { readonly pid: number }): number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return statusOf(pid, 'VmRSS');
}

/** The most resident megabytes since {@link memoryOf} was asked. */
export function peakOf({ pid }: { readonly pid: number }): number {
  return statusOf(pid, 'VmHWM');
}

function statusOf(pid: number, name: string): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1000);
}
