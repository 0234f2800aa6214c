import type { Parameters } from '../../addresses.ts';
import type { OrderDocument } from '../../api/answers.ts';
import { portalPath } from '../../api/call.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { DocumentOrder } from './document-order.tsx';
import { DocumentText, useDocumentText } from './document-text.tsx';
import { OrderAnswers } from './order-answers.tsx';
import { ViolationList } from './violation-list.tsx';

/** One document of another system: what it says, what became of each of its orders, and where in it what is wrong stands (P7). */
export default function DocumentPage({ parameters }: { parameters: Parameters }) {
  const path = `/api/order-documents/${encodeURIComponent(parameters.id ?? '')}`;
  return (
    <Answered<OrderDocument> path={path} title={t.documents.text}>
      {(document) => <Shown key={document.documentId} document={document} path={`${path}/content`} />}
    </Answered>
  );
}

/** A document of hundreds of orders does not ask for the answers of each. */
const mostAnswered = 10;

function Shown({ document, path }: { document: OrderDocument; path: string }) {
  const { documents: words } = t;
  const { sender, receivedAt, orders, violations, sha256 } = document;
  const text = useDocumentText(path, document);
  // What was refused at once made no order that anybody but operators could ask about.
  const numbers = orders.flatMap(({ orderNumber, state }) => (state === undefined ? [] : [orderNumber]));
  const answered = [...new Set(numbers)].slice(0, mostAnswered);
  return (
    <Page
      title={words.one(sender)}
      facts={format.instant(receivedAt)}
      actions={
        <a class="button" href={portalPath(path)} download={`${sha256.slice(0, 16)}.${document.format}`}>
          {words.download}
        </a>
      }
    >
      <div class="columns-2 document">
        <div class="stack">
          <section class="card">
            <Facts
              facts={[
                [words.sender, sender],
                [words.format, <code key="format">{document.format}</code>],
                [words.contentType, document.contentType],
                [words.received, format.instant(receivedAt)],
                ['SHA-256', <code key="sha">{sha256}</code>],
              ]}
            />
          </section>
          {orders.map((order) => (
            <DocumentOrder key={order.position} order={order} anchorOf={text.anchorOf} />
          ))}
          {answered.map((number) => (
            <OrderAnswers
              key={number}
              orderNumber={number}
              documentId={document.documentId}
              heading={answered.length === 1 ? t.answers.title : t.answers.titleOf(number)}
            />
          ))}
          {violations.length > 0 && (
            <section class="card">
              <h2>{words.ofNoOrder}</h2>
              <ViolationList violations={violations} anchorOf={text.anchorOf} />
            </section>
          )}
        </div>
        <DocumentText text={text} />
      </div>
    </Page>
  );
}
