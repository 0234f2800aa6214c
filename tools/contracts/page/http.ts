import type { z } from 'zod';
import { routes } from '#contracts/http/http.ts';
import { type Content, problem, type Route, type RouteAnswer } from '#contracts/http/http-route.ts';
import { serviceTexts } from '../openapi.ts';
import { componentSchemas, schemaNames } from '../openapi-schemas.ts';
import { fieldTable } from './fields.ts';
import { type Html, html, prose } from './html.ts';

/** Every route, service by service. */
export function httpSection(): Html {
  const services = Object.entries(serviceTexts).filter(([name]) => routes.some((route) => route.service === name));
  return html`<p class="lead">${prose(
    'JSON. Every route needs a bearer token, `/health/*` aside. Refusals are problem+json with `violations`; lists have ' +
      '`items` and `nextCursor`.',
  )}</p>
${services.map(([name, text]) => serviceSection(name, text))}
<section class="topic" id="http-problem"><h2>Refusals</h2><p>${prose('As `application/problem+json` (RFC 9457).')}</p>
${bodyTable(problem)}</section>`;
}

function serviceSection(name: string, text: string): Html {
  const served = routes.filter((route) => route.service === name);
  return html`<section class="topic" id="http-${name}"><h2>${name.charAt(0).toUpperCase() + name.slice(1)}</h2><p>${text}</p>
${served.map(routeSection)}</section>`;
}

function routeSection(route: Route): Html {
  const { id, method, path, summary, description } = route;
  return html`<details class="item" id="${id}"><summary><span class="badge ${method.toLowerCase()}">${method}</span><h3><code>${path}</code></h3>
<span>${summary}</span></summary><div>
<p>${prose([description, route.open && 'Needs nobody signed in.'].filter(Boolean).join(' '))}</p>
${parameterTable(route)}
${route.body && bodySection(route)}
${route.answers.map(answerSection)}
${problemTable(route)}
</div></details>`;
}

function parameterTable({ parameters, query, idempotent }: Route): Html | undefined {
  const rows = [
    ...Object.entries(parameters ?? {}).map(([name, text]) => [name, 'path', text] as const),
    ...Object.entries(query ?? {}).map(([name, { description }]) => [name, 'query', description] as const),
    ...(idempotent
      ? [['Idempotency-Key', 'header', 'Safe to repeat: the same key and body get the same answer.'] as const]
      : []),
  ];
  if (rows.length === 0) return undefined;
  const cells = rows.map(
    ([name, place, text]) => html`<tr><td><code>${name}</code></td><td>${place}</td><td>${prose(text)}</td></tr>`,
  );
  return html`<h4>Parameters</h4><div class="scroll"><table class="fields"><tbody>${cells}</tbody></table></div>`;
}

function bodySection({ body }: Route): Html {
  return html`<h4>Body</h4>${contentParts(body ?? {})}`;
}

function answerSection({ status, description, content }: RouteAnswer): Html {
  return html`<h4>Answer ${status}</h4><p>${prose(description)}</p>${contentParts(content)}`;
}

function contentParts(content: Content): Html[] {
  return Object.entries(content).map(([mediaType, holds], index) => {
    // What the second body has in common with the first is not shown once more.
    const inside = index === 0 ? schemas : {};
    const name = mediaType !== 'application/json' && html`<p><code>${mediaType}</code></p>`;
    return html`${name}${typeof holds !== 'string' && bodyTable(holds, inside)}`;
  });
}

function problemTable({ problems }: Route): Html | undefined {
  if (!problems) return undefined;
  const rows = Object.entries(problems).map(
    ([status, text]) => html`<tr><td><code>${status}</code></td><td>${prose(text)}</td></tr>`,
  );
  return html`<h4>Refusals</h4><div class="scroll"><table><tbody>${rows}</tbody></table></div>`;
}

const names = schemaNames();
const schemas = componentSchemas(names);

function bodyTable(schema: z.ZodType, inside = schemas): Html | undefined {
  const published = schemas[names.get(schema) ?? ''];
  return published?.properties && fieldTable(published, inside);
}
