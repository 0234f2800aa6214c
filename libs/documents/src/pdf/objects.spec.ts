import PDFDocument from 'pdfkit';

// pdfkit's privates that objects.ts, canvas.ts and structure.ts rely on. When one of these fails after an update, look there first.
describe('privates of pdfkit', () => {
  const document = new PDFDocument({ autoFirstPage: false, bufferPages: true, tagged: true, font: '' });
  const privates = document as unknown as Record<string, unknown>;

  test('F4 a document writes through _write and counts in _offset, with its header at once', () => {
    expect(typeof privates._write).toBe('function');
    expect(typeof privates._offset).toBe('number');
    expect(`${document.read()}`).toMatch(/^%PDF-1\.\d\n/);
  });

  test('F4 _write does what objects.ts does in its place: a line feed after text, bytes as they are, all of it counted', () => {
    expect(String(privates._write).replaceAll(/\s+/g, ' ')).toBe(
      "_write(data) { if (!(data instanceof Uint8Array)) { data = fromBinaryString(data + '\\n'); } this.push(data); this._offset += data.length; }",
    );
  });

  test('F4 no font is loaded when its name is empty', () => {
    expect(privates._font ?? null).toBeNull();
  });

  test('F4 a page keeps its operators in a buffer of its content, and its resources in objects', () => {
    document.addPage();
    const { content, dictionary, fonts, xobjects, annotations } = document.page as unknown as Record<string, never>;
    expect(content).toMatchObject({
      data: expect.any(Object),
      compress: expect.any(Boolean),
      buffer: expect.any(Array),
    });
    expect(`${dictionary}`).toMatch(/^\d+ 0 R$/);
    expect([typeof fonts, typeof xobjects, Array.isArray(annotations)]).toEqual(['object', 'object', true]);
  });

  test('F4 a reference writes what is neither text nor a plain object by its own toString', () => {
    expect(typeof document.ref({}).finalize).toBe('function');
    expect((privates.getStructTreeRoot as () => { data: object }).call(document).data).toEqual(expect.any(Object));
  });
});
