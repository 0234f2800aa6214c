import { withQuery } from '../../addresses.ts';
import type { Order, OrderDocument, Page } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { t } from '../../text/messages.ts';

/** A link to the document that an order came in, or to all of them. Only orders of senders have any: others ask for nothing. */
export function OrderDocuments({ order: { orderNumber, source } }: { order: Order }) {
  const isSent = source?.startsWith('/senders/');
  const { data } = useAnswer<Page<OrderDocument>>(
    isSent ? withQuery('/api/order-documents', { order: orderNumber, limit: 2 }) : null,
  );
  const [first, second] = data?.items ?? [];
  if (!first) return null;
  if (second) return <a href={withQuery('/documents', { order: orderNumber })}>{t.documents.ofOrderMany}</a>;
  return <a href={`/documents/${encodeURIComponent(first.documentId)}`}>{t.documents.ofOrder}</a>;
}
