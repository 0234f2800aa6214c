import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readXml } from './tree.ts';

const documents = path.join(import.meta.dirname, '../../../../test/documents');

/** What is read, or why nothing is; a comment at the end makes a reader of all XML read it. */
function read(text: string): unknown {
  try {
    return readXml(new TextEncoder().encode(text)).root;
  } catch (error) {
    return (error as Error).constructor.name;
  }
}

/** True where the plain reader and the reader of all XML say the same of a text. */
const isSame = (text: string) => {
  expect(read(text)).toEqual(read(`${text}<!-- -->`));
  return true;
};

const sources = globSync('*/*.xml', { cwd: documents }).map((file) => readFileSync(path.join(documents, file), 'utf8'));

describe('plain XML', () => {
  test('of our documents is the same tree, line by line, whichever reader reads it', () => {
    expect(sources.length).toBeGreaterThan(4);
    for (const text of sources) isSame(text);
    for (const text of sources) isSame(text.replaceAll('\n', '\r\n'));
  });

  test.each([
    ['entities', '<a>&lt;&amp;&gt;&quot;&apos;</a>'],
    ['other entities', '<a>&nbsp;</a>'],
    ['an entity that has no end', '<a>&amp</a>'],
    ['character references', '<a>&#65;&#x42;</a>'],
    ['a bare ampersand', '<a>a & b</a>'],
    ['single quotes', "<a b='c'/>"],
    ['a name twice', '<a b="1" b="2"/>'],
    ['a name twice by namespace', '<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>'],
    ['a prefix that is not bound', '<x:a/>'],
    ['an attribute whose prefix is not bound', '<a x:b="1"/>'],
    ['a prefix that is bound to nothing', '<a xmlns:x=""/>'],
    ['a default that is taken back', '<a xmlns="u"><b xmlns=""/></a>'],
    ['a prefix that is out of scope', '<a><b xmlns:x="u"/><x:c/></a>'],
    ['reserved prefixes', '<a xmlns:xml="u"/>'],
    ['xml attributes', '<a xml:lang="en"/>'],
    ['names of objects', '<a constructor="1" toString="2"><constructor/></a>'],
    ['two roots', '<a/><b/>'],
    ['text around the root', 'x<a/>'],
    ['text behind the root', '<a/>x'],
    ['ends that do not fit', '<a><b></a></b>'],
    ['an end too many', '<a></a></a>'],
    ['an end with space', '<a></a >'],
    ['a tag without an end', '<a><b'],
    ['the end of a section', '<a>]]></a>'],
    ['tabs and lines in an attribute', '<a b="x\n\ty"/>'],
    ['lines between attributes', '<a\n  b="x"\n\tc="y"\n/>'],
    ['names beyond ASCII', '<größe é="1"/>'],
    ['a colon too many', '<a:b:c xmlns:a="u"/>'],
    ['control characters', '<a>\u0001</a>'],
    ['lone line feeds of old', '<a>\r</a>'],
    ['spaces in a namespace', '<a xmlns:x=" u "><x:b/></a>'],
    ['a late declaration', ' <?xml version="1.0"?><a/>'],
    ['nothing', ''],
  ])('with %s is the same for both', (_, text) => expect(isSame(text)).toBe(true));

  test('with anything put anywhere is the same for both', () => {
    const text = '<?xml version="1.0"?>\n<o:a xmlns:o="u" xmlns="d">\n <b c="1" o:d="2">x &amp; y</b><e/>\n</o:a>\n';
    const put = fc.constantFrom(
      '<',
      '>',
      '/',
      '&',
      '"',
      "'",
      '=',
      ' ',
      '\n',
      ':',
      ';',
      'o',
      '<b>',
      '</b>',
      ' c="1"',
      ' xmlns=""',
      ']]>',
      '\u0000',
      'é',
    );
    const edit = fc.record({ at: fc.nat(text.length), put, drop: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        let edited = text;
        for (const { at, put: sign, drop } of edits) edited = edited.slice(0, at) + sign + edited.slice(at + drop);
        return isSame(edited);
      }),
      { numRuns: 3000 },
    );
  });
});
