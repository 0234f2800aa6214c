import fc from '#test/support/samples/properties.ts';
import { writeXml } from './write.ts';

describe('the XML writer', () => {
  test('text is never markup', () => {
    expect(writeXml(['a', [['b', '<c d="&">]]>', { e: '"<&>' }], undefined]])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a>\n' +
        '  <b e="&quot;&lt;&amp;&gt;">&lt;c d=&quot;&amp;&quot;&gt;]]&gt;</b>\n</a>\n',
    );
  });

  test('what XML cannot carry is left out', () => {
    expect(writeXml(['a', 'x\u0000\u001f\ufffe\ud800\ty'])).toContain('<a>x\ufffd y</a>');
  });

  test('whatever text there is, it stays one text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const body = writeXml(['a', text]).slice('<?xml version="1.0" encoding="UTF-8"?>\n'.length);
        expect(body).toMatch(/^<a>(?:[^<>&"]|&(?:amp|lt|gt|quot);)*<\/a>\n$/u);
      }),
    );
  });
});
