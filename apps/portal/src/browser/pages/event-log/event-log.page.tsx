import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { EventGrid } from './event-grid.tsx';

export default function EventLogPage() {
  return (
    <Page title={t.eventLog.title} facts={t.eventLog.facts}>
      <EventGrid page="event-log" />
    </Page>
  );
}
