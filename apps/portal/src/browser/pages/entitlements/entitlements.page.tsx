import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { EntitlementGrid } from './entitlement-grid.tsx';

/** Entitlements of all accounts of the person (P6). */
export default function EntitlementsPage() {
  return (
    <Page title={t.entitlements.title} facts={t.entitlements.facts}>
      <EntitlementGrid />
    </Page>
  );
}
