import { useState } from 'preact/hooks';
import { useAccountName } from '../../api/account-choices.ts';
import type { Account } from '../../api/answers.ts';
import { changed } from '../../api/cache.ts';
import { CallError, call, newKey } from '../../api/call.ts';
import { t } from '../../text/messages.ts';
import { Faults } from '../../ui/faults/faults.ts';
import { Refused } from '../../ui/faults/summary.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Note } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';

/** Formats of invoices as they call themselves, in every language. */
const formats = {
  'en16931-ubl': 'EN 16931, UBL',
  'peppol-bis': 'Peppol BIS Billing 3',
  xrechnung: 'XRechnung 3.0',
  cii: 'EN 16931, Cross Industry Invoice',
  'factur-x': 'Factur-X, ZUGFeRD (PDF/A-3)',
} as const;

type Terms = Required<
  Pick<Account, 'invoiceFormat' | 'electronicAddress' | 'buyerReference' | 'invoicePer' | 'invoiceTo'>
>;

/** What holds where nothing is told: such a choice is taken away, not told. */
const usual: Partial<Terms> = { invoicePer: 'account', invoiceTo: 'account' };

/** How an organization gets its invoices, for those who may change it (I6). */
export function AccountSettings({ account }: { account: Account }) {
  const { invoiceFormat = 'en16931-ubl', electronicAddress = '', buyerReference = '' } = account;
  const { invoicePer = 'account', invoiceTo = 'account', parentId } = account;
  const [terms, setTerms] = useState<Terms>({
    invoiceFormat,
    electronicAddress,
    buyerReference,
    invoicePer,
    invoiceTo,
  });
  const parent = useAccountName(parentId);
  const [refused, setRefused] = useState<CallError>();
  const [isRunning, setRunning] = useState(false);
  const { organization: words } = t;
  if (!account.may.administer) return <Note title={t.state.forbidden} help={t.state.forbiddenHelp} />;
  const change = (part: Partial<Terms>) => setTerms((before) => ({ ...before, ...part }));
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isRunning) return;
    setRunning(true);
    setRefused(undefined);
    try {
      // Null takes away what was there (RFC 7396).
      const told = Object.entries(terms).map(([name, value]) => {
        return [name, value === usual[name as keyof Terms] ? null : value.trim() || null];
      });
      const body = Object.fromEntries(told);
      await call(`/api/accounts/${encodeURIComponent(account.accountId)}`, { method: 'PATCH', body, key: newKey() });
      changed('/api/accounts', '/api/next-invoices');
      toast(t.settings.saved);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      setRefused(error);
    }
    setRunning(false);
  };
  return (
    <section class="card">
      <h2>{words.invoicing}</h2>
      <Faults.Provider value={refused?.violations ?? []}>
        <form class="stack" onSubmit={submit} noValidate>
          <Refused error={refused} />
          <div class="form-grid of-hints">
            <Select
              label={words.invoiceFormat}
              path="invoiceFormat"
              value={terms.invoiceFormat}
              options={Object.entries(formats)}
              onChange={(format) => change({ invoiceFormat: format as Terms['invoiceFormat'] })}
            />
            <Field
              label={words.electronicAddress}
              path="electronicAddress"
              value={terms.electronicAddress}
              onInput={(typed) => change({ electronicAddress: typed })}
              hint={words.electronicAddressHint}
            />
            <Field
              label={words.buyerReference}
              path="buyerReference"
              value={terms.buyerReference}
              onInput={(typed) => change({ buyerReference: typed })}
              hint={words.buyerReferenceHint}
            />
            <Select
              label={words.invoicePer}
              path="invoicePer"
              value={terms.invoicePer}
              options={[
                ['account', words.perAccount],
                ['purchaseOrder', words.perPurchaseOrder],
              ]}
              onChange={(per) => change({ invoicePer: per as Terms['invoicePer'] })}
            />
            {parentId !== undefined && (
              <Select
                label={words.invoiceTo}
                path="invoiceTo"
                value={terms.invoiceTo}
                options={[
                  ['account', words.toAccount],
                  ['parent', words.toParent(parent ?? parentId)],
                ]}
                onChange={(to) => change({ invoiceTo: to as Terms['invoiceTo'] })}
              />
            )}
          </div>
          <div>
            <button type="submit" class="main" disabled={isRunning}>
              {t.settings.save}
            </button>
          </div>
        </form>
      </Faults.Provider>
    </section>
  );
}
