import fc from 'fast-check';
import { readXml } from '../xml/tree.ts';
import { redactCxml } from './redact.ts';

const secret = 'abracadabra-7';
const around = (inner: string) =>
  `<?xml version="1.0"?>\n<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/cXML.dtd">\n<cXML payloadID="1"><Header>${inner}</Header>\n<Request/></cXML>`;
const redacted = (text: string) => Buffer.from(redactCxml(Buffer.from(text))).toString();

describe('a shared secret is kept nowhere', () => {
  test.each([
    ['text', `<SharedSecret>${secret}</SharedSecret>`],
    ['CDATA', `<SharedSecret><![CDATA[${secret}]]></SharedSecret>`],
    ['CDATA with an end tag in it', `<SharedSecret><![CDATA[x</SharedSecret>${secret}]]></SharedSecret>`],
    ['text after a comment with an end tag in it', `<SharedSecret><!-- </SharedSecret> -->${secret}</SharedSecret>`],
    ['an element', `<SharedSecret><b>${secret}</b></SharedSecret>`],
    ['text below a prefix', `<c:SharedSecret xmlns:c="urn:c">${secret}</c:SharedSecret>`],
    ['text in another case', `<sharedsecret>${secret}</sharedsecret>`],
    ['text behind attributes', `<SharedSecret type='a>b' n=">">${secret}</SharedSecret >`],
    ['text behind an open quote', `<SharedSecret type='>${secret}</SharedSecret> don't`],
    ['a comment', `<!-- <SharedSecret>${secret}</SharedSecret> -->`],
    ['a comment, cut', `<!-- <SharedSecret>${secret} -->`],
    ['CDATA of something else', `<Comments><![CDATA[<SharedSecret>${secret}</SharedSecret>]]></Comments>`],
    ['each of several', `<SharedSecret>a</SharedSecret><SharedSecret/><SharedSecret>${secret}</SharedSecret>`],
    ['a signature', `<DigitalSignature type="PK7">${secret}</DigitalSignature>`],
    ['what is not closed', `<SharedSecret>${secret}`],
    ['lines', `<SharedSecret>\n  ${secret}\n</SharedSecret>`],
  ])('where it stands in %s', (_, inner) => {
    const text = around(inner);
    const kept = redacted(text);
    expect(kept).not.toContain(secret);
    expect(kept).toContain('***');
    expect(kept.split('\n')).toHaveLength(text.split('\n').length);
    expect(redacted(kept)).toBe(kept);
  });

  test('in an entity of the DOCTYPE', () => {
    const subset = `<!-- don't ]> --><!ENTITY s "${secret}]>${secret}">`;
    const kept = redacted(`<!DOCTYPE cXML [${subset}]><cXML><SharedSecret>&s;</SharedSecret></cXML>`);
    expect(kept).toBe('<!DOCTYPE cXML [***]><cXML><SharedSecret>***</SharedSecret></cXML>');
  });

  test.each(['utf16le', 'latin1', 'utf8'] as const)('in %s, and all else stays as it was', (encoding) => {
    const text = around(`<SharedSecret>${secret}é</SharedSecret><Name>Größe</Name>`);
    const expected = text.replace(`${secret}é`, '***');
    expect(Buffer.from(redactCxml(Buffer.from(text, encoding)))).toEqual(Buffer.from(expected, encoding));
    const marked = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    expect(Buffer.from(redactCxml(marked)).swap16().toString('utf16le')).toBe(`\ufeff${expected}`);
  });

  test('of encodings that nobody reads, nothing is kept', () => {
    const wide = Buffer.concat([...around(secret)].map((sign) => Buffer.from([sign.charCodeAt(0), 0, 0, 0])));
    expect(redactCxml(wide)).toHaveLength(0);
    expect(redactCxml(Buffer.from(around(secret).replace('"1.0"', '"1.0" encoding="UTF-7"')))).toHaveLength(0);
    expect(redactCxml(Buffer.from(around(secret)), 'text/xml; charset=utf-7')).toHaveLength(0);
  });

  test('wherever a document is cut', () => {
    const text = around(`<SharedSecret a="b"><![CDATA[${secret}]]></SharedSecret>`);
    const [tag, start] = [text.indexOf('<SharedSecret'), text.indexOf(secret)];
    for (let end = 0; end < text.length; end++) {
      const kept = redacted(text.slice(0, end));
      expect(kept.startsWith(text.slice(0, Math.min(end, tag)))).toBe(true);
      if (end > start + 3) expect(kept).not.toContain(secret.slice(0, end - start));
    }
  });

  test('whatever comes, nothing is thrown, and it takes no long', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => redactCxml(bytes) instanceof Uint8Array));
    const began = performance.now();
    for (const part of [
      '<SharedSecret>',
      '<!-- <SharedSecret>',
      '<SharedSecret a="',
      '<![CDATA[',
      '<',
      '<!DOCTYPE a [',
      '<!DOCTYPE ',
    ]) {
      redactCxml(Buffer.from(part.repeat(4_000_000 / part.length)));
    }
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test('a document without one is given back itself', () => {
    const bytes = Buffer.from(around('<Name>SharedSecret</Name>'));
    expect(redactCxml(bytes)).toBe(bytes);
    expect(readXml(bytes).root.local).toBe('cXML');
  });
});
