import { asyncApi } from './asyncapi.ts';
import { type Examples, eventSchema, publishedTopics } from './events.ts';
import { openApi } from './openapi.ts';
import { contractPage } from './page/page.ts';
import { reasonCodes } from './reason-codes.ts';

/** Everything that is generated, by its path below `libs/contracts/generated`: the same input, the same bytes. */
export function contractFiles(examples: ReadonlyMap<string, Examples>, version: string): Map<string, string> {
  const published = publishedTopics(examples);
  const schemas = published.flatMap((topic) => topic.events);
  return new Map([
    ...schemas.map((event) => [`schemas/${event.type}.json`, jsonText(eventSchema(event))] as const),
    ['openapi.json', jsonText(openApi(version, published))],
    ['asyncapi.json', jsonText(asyncApi(published, version))],
    ['reason-codes.json', jsonText({ items: reasonCodes() })],
    ['index.html', contractPage(published, version)],
  ]);
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
