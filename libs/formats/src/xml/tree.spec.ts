import { readXml } from './tree.ts';
import { childrenOf, firstAt, foundAt, foundAttribute } from './walk.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('reading XML', () => {
  const order = `<?xml version="1.0" encoding="UTF-8"?>
<o:Order xmlns:o="urn:o" xmlns:c="urn:c">
  <c:Line unit="EA"> 1 </c:Line>
  <c:Line
    unit="EA"><![CDATA[2 & 3]]></c:Line>
</o:Order>`;

  test('names the place of each element: a path, a line, a column', () => {
    const { root } = readXml(bytes(order));
    expect(childrenOf(root, 'Line').map((line) => line.text.trim())).toEqual(['1', '2 & 3']);
    expect(foundAt(root, 'Line')).toEqual({ value: '1', at: { path: '/o:Order/c:Line[1]', line: 3, column: 3 } });
    expect(childrenOf(root, 'Line')[1]).toMatchObject({ line: 4, column: 3 });
    expect(foundAttribute(firstAt(root, 'Line'), 'unit')?.at.path).toBe('/o:Order/c:Line[1]/@unit');
  });

  test('takes a DOCTYPE without fetching it, and refuses what one declares', () => {
    const external = '<!DOCTYPE cXML SYSTEM "http://127.0.0.1:9/cXML.dtd"><cXML/>';
    expect(readXml(bytes(external)).doctype).toBe('cXML SYSTEM "http://127.0.0.1:9/cXML.dtd"');
    const bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>';
    expect(() => readXml(bytes(bomb))).toThrow(/internal subset/);
    expect(() => readXml(bytes('<a>&c;</a>'))).toThrow(/not well-formed/);
  });

  test.each([
    ['too deep', '<a>'.repeat(65) + '</a>'.repeat(65), /64 deep/],
    ['too many', `<a>${'<b/>'.repeat(200_001)}</a>`, /200000 elements/],
    ['cut', order.slice(0, -5), /not well-formed/],
    ['nothing', '', /not well-formed|no element/],
    ['other bytes than declared', '<?xml version="1.0" encoding="iso-2022-xx"?><a/>', /encoding/],
  ])('refuses XML that is %s', (_, text, message) => {
    expect(() => readXml(bytes(text))).toThrow(message);
  });

  test('reads the encoding that the document declares, or that its mark says', () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Größe</a>', 'latin1');
    expect(readXml(latin).root.text).toBe('Größe');
    const wide = Buffer.from('\ufeff<a>Größe</a>', 'utf16le');
    expect(readXml(wide).root.text).toBe('Größe');
    expect(() => readXml(Buffer.from('<a>Größe</a>', 'latin1'))).toThrow(/utf-8/);
  });
});
