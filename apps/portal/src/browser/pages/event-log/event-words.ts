import type { LoggedEvent } from '../../api/answers.ts';
import { t } from '../../text/messages.ts';
import type { Tone } from '../../ui/status.tsx';

export function toneOf({ type, violations }: Pick<LoggedEvent, 'type' | 'violations'>): Tone {
  if ((violations && violations.length > 0) || /refused|failed/.test(type)) return 'bad';
  return /expired|retired/.test(type) ? 'neutral' : 'good';
}

/** What an event is called; those without a word of their own as the interface calls them. */
export function typeName(type: string): string {
  return t.eventLog.types[type] ?? type.replaceAll(/[-_.]/g, ' ');
}
