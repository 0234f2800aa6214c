import type { Parameters } from '../../addresses.ts';
import type { Entitlement } from '../../api/answers.ts';
import { changed } from '../../api/cache.ts';
import { call, newKey, portalPath } from '../../api/call.ts';
import { session } from '../../api/shell.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import { mayManage } from '../../frame/navigation.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { termState } from '../../ui/chart/term.ts';
import { TermBar } from '../../ui/chart/term-bar.tsx';
import { Facts } from '../../ui/facts.tsx';
import { lineOfRefusal } from '../../ui/states.tsx';
import { Status, termTones } from '../../ui/status.tsx';
import { announce, toast } from '../../ui/toast.tsx';
import { HeldNow } from './held-now.tsx';
import { Mails } from './mails.tsx';

/** What the link in a mail, on a certificate and in a QR code opens (F5, P6). */
export default function EntitlementPage({ parameters }: { parameters: Parameters }) {
  const path = `/api/entitlements/${encodeURIComponent(parameters.id ?? '')}`;
  return (
    <Answered<Entitlement> path={path} title={t.entitlements.one}>
      {(entitlement) => <Shown entitlement={entitlement} path={path} />}
    </Answered>
  );
}

function Shown({ entitlement, path }: { entitlement: Entitlement; path: string }) {
  const { product, quantity, orderNumber, lineNumber, startsOn, endsOn, graceEndsOn } = entitlement;
  const state = termState(entitlement, format.today());
  const holder = entitlement.accounts.find(({ role }) => role === 'end-customer');
  return (
    <Page
      title={product.name}
      facts={
        <>
          <Status tone={termTones[state]}>{t.status[state]}</Status>{' '}
          {t.entitlements.licensesFor(quantity, holder?.name ?? entitlement.accountId)}
        </>
      }
      actions={
        <>
          <a class="button main" href={portalPath(`${path}/certificate.pdf`)} download>
            {t.entitlements.certificate}
          </a>
          {product.scenario === 'license-key' && (
            <a class="button" href={portalPath(`${path}/license-key`)} download>
              {t.entitlements.keyFile}
            </a>
          )}
          {(mayManage() || session().operator) && (
            <button type="button" onClick={() => void resend(path)}>
              {t.entitlements.resend}
            </button>
          )}
        </>
      }
    >
      <section class="card with-code">
        <TermBar startsOn={startsOn} endsOn={endsOn} graceEndsOn={graceEndsOn} />
        <Facts
          facts={[
            [t.entitlements.code, <Copied key="code" text={entitlement.activationCode} what={t.entitlements.code} />],
            [t.entitlements.ssrn, <Copied key="ssrn" text={entitlement.ssrn} what={t.entitlements.ssrn} />],
            [
              t.entitlements.order,
              <a key="order" href={`/orders/${encodeURIComponent(orderNumber)}`}>
                {t.entitlements.line(orderNumber, lineNumber)}
              </a>,
            ],
            [t.entitlements.purchaseOrder, entitlement.purchaseOrder],
            [t.entitlements.product, <code key="sku">{entitlement.sku}</code>],
            [t.entitlements.description, product.description],
            [
              t.entitlements.instructions,
              <a key="how" href={product.instructionsUrl} rel="noreferrer">
                {product.instructionsUrl}
              </a>,
            ],
            [t.entitlements.accounts, entitlement.accounts.map(({ name, accountId }) => name ?? accountId).join(', ')],
          ]}
        />
        <img class="qr" src={portalPath(`${path}/qr-code.svg`)} alt={t.entitlements.qrCode} width="148" height="148" />
      </section>
      <div class="columns-2">
        <HeldNow lotId={entitlement.entitlementId} />
        <Mails shipmentId={entitlement.shipmentId} />
      </div>
    </Page>
  );
}

function Copied({ text, what }: { text: string; what: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    announce(t.common.copied);
  };
  return (
    <span class="copied">
      <code>{inFours(text)}</code>
      <button type="button" class="link" aria-label={t.common.copy(what)} onClick={() => void copy()}>
        {t.common.copyShort}
      </button>
    </span>
  );
}

async function resend(path: string): Promise<void> {
  try {
    const { to } = await call<{ to: readonly string[] }>(`${path}/resend`, { method: 'POST', key: newKey() });
    toast(t.entitlements.resent(to.join(', ')));
    changed('/api/mails');
  } catch (error) {
    toast(lineOfRefusal(error));
  }
}

/** A number in groups of four, as mails and certificates show it; whoever copies it gets it whole. */
function inFours(text: string) {
  if (!/^\d+$/.test(text)) return text;
  return text.match(/.{1,4}/g)?.map((group, index) => (
    <span key={index} class="group">
      {group}
    </span>
  ));
}
