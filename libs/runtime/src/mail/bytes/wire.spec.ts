import { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { createTransport, type SendMailOptions } from 'nodemailer';
import DataStream from 'nodemailer/lib/smtp-connection/data-stream';
import { MailMemory } from './memory.ts';
import { dataOf, pipedMail } from './wire.ts';
import { writtenMail } from './written.ts';

const mailer = createTransport({ streamTransport: true, buffer: true });
const common = {
  from: 'a@x.example',
  messageId: '<a@x>',
  headers: {},
  date: new Date(0),
  baseBoundary: 'b',
  subject: 'a',
};

/** What the mailer sends of a mail after DATA, by itself. */
async function sentByMailer(options: SendMailOptions): Promise<string> {
  const { message } = await mailer.sendMail({ ...options, envelope: { from: 'a@x.example', to: 'b@x.example' } });
  const data = new DataStream();
  data.end(message);
  return (await buffer(data)).toString('latin1');
}

const pieces = fc.constantFrom(
  '.',
  '..',
  '\r',
  '\n',
  '\r\n',
  '\r\n.\r\n',
  '\n.\n',
  '\r.\r',
  'a',
  '=',
  ' ',
  'ü',
  '株',
  'x'.repeat(80),
);
const anyText = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));

describe('a mail on the wire', () => {
  test('F8 has the bytes that the mailer would send, whatever is in texts and files', async () => {
    const mail = fc.record({ subject: anyText, text: anyText, html: anyText, file: anyText });
    await fc.assert(
      fc.asyncProperty(mail, async ({ subject, text, html, file }) => {
        const attachments = [{ filename: 'a.txt', content: file, contentType: 'text/plain' }];
        const parts = { ...common, subject, text: `${text}a`, html: `${html}a`, attachments };
        expect(dataOf(writtenMail(parts)).toString('latin1')).toBe(await sentByMailer(parts));
      }),
      { numRuns: 30 },
    );
  }, 30_000);

  test.each([
    ['.\r\n', '..\r\n.\r\n'],
    ['a\r\n.\r\n..\r\n', 'a\r\n..\r\n...\r\n.\r\n'],
    ['a.\r\n.b\r\n', 'a.\r\n..b\r\n.\r\n'],
    ['a\r\n', 'a\r\n.\r\n'],
  ])('F8 dots at the start of lines are doubled: %j', (mail, data) => {
    expect(`${dataOf(Buffer.from(mail))}`).toBe(data);
  });

  test.each([10, 300_000])('F8 a mail of %i letters is the same whether its end stands behind it or not', (count) => {
    const memory = new MailMemory();
    const written = (text: string) => {
      memory.begin();
      memory.write(text);
      return memory.written();
    };
    const mail = `${'a'.repeat(count)}\r\n`;
    for (const text of [mail, mail, `b${mail}`]) {
      expect(`${written(text)}`).toBe(text);
      expect(`${dataOf(written(text))}`).toBe(`${text}.\r\n`);
      expect(`${dataOf(Buffer.from(text))}`).toBe(`${text}.\r\n`);
      expect(`${dataOf(written(`.${text}`))}`).toBe(`..${text}.\r\n`);
    }
  });

  test('F8 no CR and no LF stands alone in a mail, so nothing in it passes for the end of it', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, html) => {
        const written = writtenMail({ ...common, text: `${text}a`, html, subject: text });
        expect(`${written}`).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
        expect(`${dataOf(written)}`.split('\r\n.\r\n')).toHaveLength(2);
      }),
    );
  });

  test('F8 whether a byte of it was sent is known, so that a lost connection is no reason to send it twice', () => {
    const mail = pipedMail(Buffer.from('a\r\n'));
    expect(mail.readableDidRead).toBe(false);
    mail.pipe(new Duplex({ read() {}, write() {} }));
    expect(mail.readableDidRead).toBe(true);
  });
});
