import { useState } from 'preact/hooks';
import type { Account } from '../../api/answers.ts';
import { call, newKey } from '../../api/call.ts';
import { session } from '../../api/shell.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { lineOfRefusal } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';

/** What mails, certificates and invoices of an organization are written in. */
export function MailLanguage({ account }: { account: Account }) {
  const [language, setLanguage] = useState(account.language ?? '');
  const path = `/api/accounts/${encodeURIComponent(account.accountId)}`;
  const tags = new Set([...session().documentLanguages, ...(language ? [language] : [])]);
  const change = async (value: string) => {
    const before = language;
    setLanguage(value);
    try {
      await call(path, { method: 'PATCH', body: { language: value || null }, key: newKey() });
      toast(t.settings.saved);
    } catch (error) {
      setLanguage(before);
      toast(lineOfRefusal(error));
    }
  };
  return (
    <Select
      label={t.organization.mailLanguage}
      value={language}
      options={[['', t.organization.noLanguage], ...[...tags].map((tag) => [tag, format.language(tag)] as const)]}
      onChange={(value) => void change(value)}
    />
  );
}
