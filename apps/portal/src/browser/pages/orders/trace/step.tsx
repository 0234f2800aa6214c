import type { ComponentChildren } from 'preact';
import * as format from '../../../text/format.ts';
import { t } from '../../../text/messages.ts';
import { Shape, type Tone } from '../../../ui/status.tsx';

interface StepProps {
  readonly tone: Tone;
  readonly title: ComponentChildren;
  readonly at?: string;
  /** The instant of the step that this one came of; what is between stands on the way. */
  readonly since?: string;
  readonly children?: ComponentChildren;
}

/** One step of a trace: an item of an ordered list, which the style lays out as a line from left to right or down. */
export function Step({ tone, title, at, since, children }: StepProps) {
  const wait = at !== undefined && since !== undefined ? Date.parse(at) - Date.parse(since) : undefined;
  return (
    <li class={`step ${tone}`}>
      <Shape tone={tone} />
      {wait !== undefined && wait > 0 && <span class="after">{t.trace.after(format.span(wait))}</span>}
      <span class="step-title">{title}</span>
      {at !== undefined && <time class="muted">{format.moment(at, since)}</time>}
      {children}
    </li>
  );
}
