import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { Flows } from './flows.tsx';

/** Where licenses went, between all organizations that the person sees (R5). */
export default function MapPage() {
  return (
    <Page title={t.map.title} facts={t.map.facts}>
      <Flows />
    </Page>
  );
}
