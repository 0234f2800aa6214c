import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { type AddressedMail, writtenMail } from './written.ts';

const mailer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
const pdf = Buffer.from(Array.from({ length: 19_001 }, (_, index) => (index * 7919) & 255));
const common: AddressedMail = {
  subject: 'Order Łódź',
  from: 'S <s@x.example>',
  replyTo: 'help@x.example',
  messageId: '<a@x>',
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  date: new Date(0),
  baseBoundary: '0123456789abcdef',
  text: 'a',
};
const file = (content: Buffer | string, contentType = 'application/pdf', filename = 'Żółć 1.pdf') => ({
  filename,
  content,
  contentType,
});

async function streamed(mail: AddressedMail): Promise<string> {
  const { references, attachments, ...options } = mail;
  const lists = {
    ...(references && { references: [...references] }),
    ...(attachments && { attachments: [...attachments] }),
  };
  const envelope = { from: 'a@x.example', to: 'b@x.example' };
  return `${(await mailer.sendMail({ ...options, ...lists, envelope })).message}`;
}

describe('a written mail', () => {
  test.each<[string, Partial<AddressedMail>]>([
    ['text alone', { text: 'a\nb\n.\r\nc' }],
    ['text without its last line end', { text: 'ü' }],
    ['an empty subject, and nobody to answer to', { subject: ' ', replyTo: undefined }],
    ['a long subject', { subject: `Order ${'very long '.repeat(12)}${'żółć '.repeat(30)}` }],
    [
      'senders with names',
      { from: '"Müller & Söhne, GmbH" <s@müller.example>', replyTo: 'Hilfe (24 h) <h@x.example>' },
    ],
    ['long lines', { text: 'x'.repeat(2000), html: `<p>${'y '.repeat(900)}</p>\n` }],
    [
      'mostly foreign letters, which go as base64',
      { text: 'Łódź Київ 株式会社 '.repeat(200), html: `<p>ü${'x y'.repeat(90)}</p>\n`.repeat(40) },
    ],
    [
      'files whose last lines are full, short and empty',
      {
        html: '<p>',
        attachments: [pdf, pdf.subarray(0, 57), pdf.subarray(0, 58), Buffer.alloc(0)].map((each) => file(each)),
      },
    ],
    [
      'files of text, plain and foreign',
      {
        attachments: [
          file('key', 'text/plain; charset=utf-8'),
          file('ключ', 'text/plain'),
          file('x', 'application/xml'),
        ],
      },
    ],
    ['an answer', { inReplyTo: '<b@x>', references: ['<b@x>', '<c@x>'], attachments: [file(pdf)] }],
  ])('F8 has the bytes that the mailer streams: %s', async (_, changes) => {
    const mail = { ...common, ...changes };
    expect(`${writtenMail(mail)}`).toBe(await streamed(mail));
  });

  test('F8 has the bytes that the mailer streams, whatever files are called and their types are', async () => {
    const parts = fc.constantFrom('a', 'certificate-SO-1_1', '_', '-', '.', ' ', 'ü', '"', "'", '=', 'x'.repeat(30));
    const name = fc.array(parts, { minLength: 1, maxLength: 5 }).map((some) => some.join(''));
    const type = fc.constantFrom('application/pdf', 'text/plain', 'text/plain; charset=utf-8', 'application/xml');
    const attached = fc.tuple(fc.constantFrom('a', 'ü', pdf), type, name).map(([...each]) => file(...each));
    await fc.assert(
      fc.asyncProperty(fc.array(attached, { minLength: 1, maxLength: 3 }), async (attachments) => {
        const mail = { ...common, attachments };
        expect(`${writtenMail(mail)}`).toBe(await streamed(mail));
      }),
      { numRuns: 30 },
    );
  }, 30_000);

  test('F8 has the bytes that the mailer streams, whatever letters texts have', async () => {
    const parts = fc.constantFrom(
      'a',
      'Z',
      '7',
      ' ',
      '\t',
      '\n',
      '\x01',
      '\x1f',
      '\x7f',
      'ü',
      '株',
      '\u{1f600}',
      '=',
      'x'.repeat(90),
    );
    // With something at their end: spaces there are wrapped otherwise where they come in pieces.
    const text = fc.array(parts, { minLength: 1, maxLength: 60 }).map((some) => `${some.join('')}.`);
    await fc.assert(
      fc.asyncProperty(text, text, async (plain, html) => {
        const mail = { ...common, text: plain, html };
        expect(`${writtenMail(mail)}`).toBe(await streamed(mail));
      }),
      { numRuns: 30 },
    );
  }, 30_000);

  test('F8 what is neither text nor bytes is refused: nothing is fetched', () => {
    const attachments = [{ filename: 'a', path: '/etc/hostname' }] as unknown as AddressedMail['attachments'];
    expect(() => writtenMail({ ...common, attachments })).toThrow('must be of type string');
  });
});
