import { type Topic, topics } from '#contracts/topics.ts';

/** docs/events.md, from the topics themselves. */
export function eventsPage(): string {
  const rows = Object.entries<Topic>(topics).map(([name, { direction, key, events }]) => {
    const types = Object.keys(events).map((type) => `\`${type}\``);
    return `| \`${name}\` | ${direction} | ${key} | ${types.join(' ')} |`;
  });
  return `# Events

CloudEvents 1.0; binary or structured mode in, binary mode out. All fields with examples, and the HTTP API:
[libs/contracts/generated/index.html](../libs/contracts/generated/index.html), as [OpenAPI](../libs/contracts/generated/openapi.json) and as
[AsyncAPI](../libs/contracts/generated/asyncapi.json). Topic \`mails\` is between our services. This page is made from the topics by \`npm run contracts\`.

| topic | | key | types |
|---|---|---|---|
${rows.join('\n')}
`;
}
