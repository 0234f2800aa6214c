import { useEffect } from 'preact/hooks';
import type { License, Page } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Field, Select } from '../../ui/field.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { type CaseDraft, linesOf } from './case-draft.ts';

interface KeyFieldsProps {
  readonly draft: CaseDraft;
  readonly onChange: (change: Partial<CaseDraft>) => void;
}

/** The key, one of the organization's own or typed, and a count for each device type under it (K4). */
export function KeyFields({ draft, onChange }: KeyFieldsProps) {
  const { from, licenseKey, counts } = draft;
  const { data, error } = useAnswer<Page<License>>(
    from ? `/api/accounts/${encodeURIComponent(from)}/licenses?program=meraki&limit=200` : null,
  );
  const licenses = data?.items ?? [];
  const keys = [...new Set(licenses.flatMap((license) => license.licenseKey ?? []))];
  // Where there is one key there is nothing to choose.
  const chosenByItself = licenseKey === '' && keys.length === 1 ? keys[0] : undefined;
  useEffect(() => {
    if (chosenByItself !== undefined) onChange({ licenseKey: chosenByItself });
  }, [chosenByItself]);
  // Until it is known which keys there are, none is asked for.
  if (!data && !error) return null;
  const under = heldUnder(licenses, licenseKey);
  const isOwn = keys.includes(licenseKey);
  const known = isOwn || licenseKey === '';
  return (
    <>
      {keys.length > 0 && (
        <Select
          label={t.cases.key}
          path="licenseKey"
          value={known ? licenseKey : other}
          options={[['', t.cases.chooseKey], ...keys.map((key) => [key, key] as const), [other, t.cases.otherKey]]}
          onChange={(key) => onChange({ licenseKey: key === other ? 'Z2' : key, counts: {} })}
        />
      )}
      {(keys.length === 0 || !known) && (
        <Field
          label={keys.length === 0 ? t.cases.key : t.cases.typedKey}
          path="lines[0].licenseKey"
          hint={t.cases.keyForm}
          value={licenseKey}
          onInput={(key) => onChange({ licenseKey: key })}
        />
      )}
      {[...under].map(([deviceType, held]) => (
        <CountField
          key={deviceType}
          deviceType={deviceType}
          hint={t.cases.heldUnder(format.count(held))}
          line={lineOf(draft, deviceType)}
          typed={counts[deviceType] ?? ''}
          onInput={(typed) => onChange({ counts: { ...counts, [deviceType]: typed } })}
        />
      ))}
      {!isOwn && licenseKey !== '' && <TypedCounts counts={counts} onChange={onChange} />}
    </>
  );
}

/** What stands for a key that is none of the list. */
const other = '*';

/** A device type with its count, both typed: nothing is known of the key. */
function TypedCounts({ counts, onChange }: { counts: CaseDraft['counts']; onChange: KeyFieldsProps['onChange'] }) {
  const [deviceType = '', typed = ''] = Object.entries(counts)[0] ?? [];
  return (
    <>
      <Field
        label={t.cases.deviceType}
        value={deviceType}
        onInput={(type) => onChange({ counts: { [type.trim()]: typed } })}
      />
      <CountField
        deviceType={deviceType}
        line={0}
        typed={typed}
        onInput={(value) => onChange({ counts: { [deviceType]: value } })}
      />
    </>
  );
}

interface CountFieldProps {
  readonly deviceType: string;
  /** Its place among the lines that are asked for; undefined: it is none of them. */
  readonly line: number | undefined;
  readonly hint?: string;
  readonly typed: string;
  readonly onInput: (typed: string) => void;
}

function CountField({ deviceType, line, hint, typed, onInput }: CountFieldProps) {
  const isFault = typed.trim() !== '' && wholeNumber(typed) === undefined;
  return (
    <Field
      kind="number"
      label={t.cases.countOf(deviceType)}
      path={line === undefined ? undefined : `lines[${line}]`}
      hint={hint}
      value={typed}
      onInput={onInput}
      error={isFault ? t.transfer.whole : undefined}
    />
  );
}

/** The place of a device type among the lines that are asked for, which violations name it by. */
function lineOf(draft: CaseDraft, deviceType: string): number | undefined {
  const line = linesOf(draft).findIndex((one) => one.deviceType === deviceType);
  return line < 0 ? undefined : line;
}

function heldUnder(licenses: readonly License[], licenseKey: string): Map<string, number> {
  const held = new Map<string, number>();
  for (const license of licenses) {
    if (license.licenseKey !== licenseKey || !license.deviceType) continue;
    held.set(license.deviceType, (held.get(license.deviceType) ?? 0) + license.quantity);
  }
  return held;
}
