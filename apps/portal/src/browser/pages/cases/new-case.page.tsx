import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { NewCaseForm } from './new-case-form.tsx';

/** A license transfer request (Meraki): what, where, who, details, and the rules as they hold now (K1 to K8). */
export default function NewCasePage({ query }: { query: URLSearchParams }) {
  return (
    <Page title={t.cases.submitTitle} facts={t.cases.submitFacts}>
      <NewCaseForm query={query} />
    </Page>
  );
}
