import { createTransport, type SendMailOptions } from 'nodemailer';
import { writtenMail } from './written.ts';

const mailer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
const pdf = Buffer.from(Array.from({ length: 19_001 }, (_, index) => (index * 7919) & 255));
const common = {
  subject: 'Order Łódź',
  from: 'S <s@x.example>',
  messageId: '<a@x>',
  date: new Date(0),
  baseBoundary: 'b',
};
const file = (content: Buffer | string, contentType = 'application/pdf') => ({
  filename: 'Żółć 1.pdf',
  content,
  contentType,
});

describe('a written mail', () => {
  test.each<[string, SendMailOptions]>([
    ['text alone', { text: 'a\nb\n.\r\nc' }],
    ['text without its last line end', { text: 'ü' }],
    ['long lines', { text: 'x'.repeat(2000), html: `<p>${'y '.repeat(900)}</p>\n` }],
    [
      'mostly foreign letters, which go as base64',
      { text: 'Łódź Київ 株式会社 '.repeat(200), html: `<p>ü${'x y'.repeat(90)}</p>\n`.repeat(40) },
    ],
    [
      'files whose last lines are full, short and empty',
      {
        text: 'a',
        html: '<p>',
        attachments: [pdf, pdf.subarray(0, 57), pdf.subarray(0, 58), Buffer.alloc(0)].map((each) => file(each)),
      },
    ],
    [
      'files of text, plain and foreign',
      {
        text: 'a',
        attachments: [
          file('key', 'text/plain; charset=utf-8'),
          file('ключ', 'text/plain'),
          file('x', 'application/xml'),
        ],
      },
    ],
    ['an answer', { text: 'a', inReplyTo: '<b@x>', references: ['<b@x>'], attachments: [file(pdf)] }],
  ])('F8 has the bytes that the mailer streams: %s', async (_, options) => {
    const { message } = await mailer.sendMail({
      ...common,
      ...options,
      envelope: { from: 'a@x.example', to: 'b@x.example' },
    });
    expect(`${writtenMail({ ...common, ...options })}`).toBe(`${message}`);
  });

  test('F8 what is neither text nor bytes is refused: nothing is fetched', () => {
    const attachments = [{ filename: 'a', path: '/etc/hostname' }];
    expect(() => writtenMail({ ...common, text: 'a', attachments })).toThrow('texts and bytes');
  });
});
