import { routes } from '#contracts/http/http.ts';
import { eventSchema, type PublishedEvent, type PublishedTopic } from '../events.ts';
import { serviceTexts } from '../openapi.ts';
import { fieldTable } from './fields.ts';
import { Html, html, prose } from './html.ts';
import { httpSection } from './http.ts';
import { pageScript, pageStyle } from './style.ts';

/** The contract for people: every topic with its event types, every route; one file that needs nothing else. */
export function contractPage(published: readonly PublishedTopic[], version: string): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Seatwright contracts</title><style>${new Html(pageStyle)}</style></head>
<body><div class="page">
${navigation(published)}
<main>
${introduction(published, version)}
<h2 class="group" id="events">Events</h2>
${published.map(topicSection)}
<h2 class="group" id="http">HTTP</h2>
${httpSection()}
<footer>Generated from the schemas that the services check messages with; <code>npm run contracts</code> makes it anew.</footer>
</main></div><script>${new Html(pageScript)}</script></body></html>
`.text;
}

function navigation(published: readonly PublishedTopic[]): Html {
  const services = [...new Set(routes.map((route) => route.service))];
  const topicLinks = published.map((topic) => html`<li><a href="#${topic.name}">${topic.name}</a></li>`);
  const serviceLinks = Object.keys(serviceTexts)
    .filter((name) => services.some((service) => service === name))
    .map((name) => html`<li><a href="#http-${name}">${name}</a></li>`);
  return html`<nav aria-label="Contents"><a class="brand" href="#top">Seatwright contracts</a><div class="contents">
<b>Topics in</b><ul>${topicLinks.filter((_, index) => published[index]?.direction === 'in')}</ul>
<b>Topics out</b><ul>${topicLinks.filter((_, index) => published[index]?.direction === 'out')}</ul>
<b>HTTP</b><ul>${serviceLinks}</ul></div></nav>`;
}

function introduction(published: readonly PublishedTopic[], version: string): Html {
  const types = published.flatMap((topic) => topic.events).length;
  return html`<span class="badge" id="top">version ${version}</span>
<h1>What the outside world relies on</h1>
<p class="lead">Sales orders come in as events or over HTTP; entitlements, licenses and invoices go out the same way.
${published.length} topics, ${types} event types and ${routes.length} routes; names are fixed, fields are only ever added.</p>
<div class="facts">
<div><b>CloudEvents 1.0 on Kafka</b><span>${prose('Read in binary mode (`ce_*` headers) and structured mode; written in binary mode.')}</span></div>
<div><b>Said twice, done once</b><span>${prose('The same `ce_id` and `ce_source` is the same event; a write over HTTP takes an `Idempotency-Key`.')}</span></div>
<div><b>Plain values</b><span>${prose('Times are RFC 3339, dates `YYYY-MM-DD`, money a decimal string with its currency beside it, identifiers strings.')}</span></div>
<div><b>Refusals that help</b><span>${prose('Every violation has a stable `code`, the limit, the actual figure and what would make it possible.')}</span></div>
</div>
<p class="files"><a href="asyncapi.json">asyncapi.json</a><a href="openapi.json">openapi.json</a><a href="schemas/">JSON Schemas</a>
<button type="button" data-toggle>Open all</button></p>`;
}

function topicSection({ name, title, description, direction, key, events }: PublishedTopic): Html {
  const way = direction === 'in' ? 'Seatwright reads' : 'Seatwright writes';
  return html`<section class="topic" id="${name}">
<h2><span>${title}</span><span class="badge ${direction}">${way}</span></h2>
<p>${prose(description)} Topic <code>${name}</code>, keyed by <strong>${key}</strong>.</p>
${events.map(eventSection)}
</section>`;
}

function eventSection(event: PublishedEvent, index: number): Html {
  const { type, title, description, topic, examples } = event;
  const open = topic === 'sales-orders' && index === 0 && new Html(' open');
  return html`<details class="item" id="${type}"${open}><summary><h3><code>${type}</code></h3><span>${title}</span></summary><div>
<p>${prose(description)}</p>
${fieldTable(eventSchema(event))}
<h4>Example</h4>
<pre tabindex="0">${exampleText(examples.full)}</pre>
<details class="more"><summary>As little as has to be there</summary><pre tabindex="0">${exampleText(examples.minimal)}</pre></details>
<p class="files"><a href="schemas/${type}.json">JSON Schema</a></p>
</div></details>`;
}

function exampleText(example: unknown): string {
  return JSON.stringify(example, null, 2);
}
