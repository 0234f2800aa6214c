import { useId } from 'preact/hooks';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { termMarks } from './term.ts';

interface TermBarProps {
  readonly startsOn: string;
  readonly endsOn?: string;
  readonly graceEndsOn?: string;
}

/** Start, today, last day and grace of licenses; the same in words under it. Without an end there is only its start. */
export function TermBar({ startsOn, endsOn, graceEndsOn }: TermBarProps) {
  const hatch = useId();
  const marks = termMarks({ startsOn, endsOn, graceEndsOn }, new Date());
  const today = format.today();
  return (
    <div class="term">
      {marks && (
        <p
          class="today"
          ref={(label) => {
            // As far into the label as into the term: it is at its mark, and stays between both ends however wide it is.
            if (label) [label.style.left, label.style.translate] = [`${marks.today}%`, `-${marks.today}%`];
          }}
        >
          {[t.lots.today(format.day(today)), ...(today < startsOn ? [t.lots.notYet] : [])].join(' · ')}
        </p>
      )}
      {marks && (
        <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <defs>
            <pattern id={hatch} width="1" height="4" patternUnits="userSpaceOnUse">
              <rect class="hatch" width="0.5" height="4" />
            </pattern>
          </defs>
          <rect class="available" x="0" y="2" width={marks.end} height="8" />
          <rect class="used" x="0" y="2" width={Math.min(marks.today, marks.end)} height="8" />
          <rect x={marks.end} y="2" width={100 - marks.end} height="8" fill={`url(#${hatch})`} />
          <rect class="tick" x={Math.max(0, Math.min(99.6, marks.today - 0.2))} y="0" width="0.4" height="12" />
        </svg>
      )}
      <dl>
        <div>
          <dt>{t.organization.starts}</dt>
          <dd>{format.day(startsOn)}</dd>
        </div>
        <div>
          <dt>{t.lots.lastDay}</dt>
          <dd>{endsOn ? format.day(endsOn) : t.organization.perpetual}</dd>
        </div>
        {graceEndsOn && (
          <div>
            <dt>{t.entitlements.graceEnds}</dt>
            <dd>{format.day(graceEndsOn)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
