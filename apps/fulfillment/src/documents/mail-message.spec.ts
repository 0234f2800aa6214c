import { generateKeyPairSync } from 'node:crypto';
import { bytesOf } from '#runtime/mail/bytes/message.ts';
import type { ClaimedMail } from '#runtime/mail/row.ts';
import { composeFulfillmentMail } from './email.ts';
import { verifyLicenseKey } from './keys/license-key.ts';
import { composeMailMessage, fileNameOf } from './mail-message.ts';
import { sampleFacts } from './sample-facts.ts';

const { privateKey: signingKey, publicKey } = generateKeyPairSync('ed25519');
const licenses = [sampleFacts(), sampleFacts({ entitlementId: 'SO-2026-004711/2', scenario: 'license-key' })];
const shipment = { shipmentId: 'SO-2026-004711/1', orderNumber: 'SO-2026-004711', licenses };
const parts = {
  shipment,
  mail: composeFulfillmentMail(shipment, { publicUrl: 'https://licenses.example.com' }),
  date: new Date('2026-11-21T09:30:00Z'),
  certificates: new Map(licenses.map(({ entitlementId }) => [entitlementId, new TextEncoder().encode('%PDF-')])),
  signingKey,
};

const claimed = (to = ['łukasz@example.pl', 'it@example.com'], from = 'Seatwright <licenses@example.com>') =>
  ({
    messageId: '<SO-2026-004711=2F1@example.com>',
    letterhead: { from, publicUrl: 'https://licenses.example.com', supportEmail: 'help@example.com' },
    delivery: { recipients: to.map((address) => ({ address, state: 'waiting' })) },
  }) as unknown as ClaimedMail;

describe('mail message', () => {
  test('F4 has the certificate of every license, and the license key file where there is one', () => {
    const { attachments = [] } = composeMailMessage(parts);
    expect(attachments.map(({ filename }) => String(filename).replace(/-[0-9a-f]{8}\./, '.'))).toEqual([
      'certificate-SO-2026-004711_1.pdf',
      'certificate-SO-2026-004711_2.pdf',
      'license-key-SO-2026-004711_2.txt',
    ]);
    expect(verifyLicenseKey(`${attachments[2]?.content}`, publicKey)).toMatchObject({ ok: true });
  });

  test('F8 a mail keeps its bytes, with the Message-ID that it was queued under', () => {
    const [first, second] = [1, 2].map(() => bytesOf(composeMailMessage(parts), claimed()));
    expect(`${second}`).toBe(`${first}`);
    expect(`${first}`).toContain('Message-ID: <SO-2026-004711=2F1@example.com>');
    expect(`${first}`).toContain('Auto-Submitted: auto-generated');
    expect(`${first}`).toContain('Date: Sat, 21 Nov 2026 09:30:00 +0000');
    expect(`${first}`).toContain('Reply-To: help@example.com');
  });

  test('F8 the head of a mail is ASCII: a server without SMTPUTF8 gets no eight-bit address of somebody else', () => {
    const of = (to: string[]) => `${bytesOf(composeMailMessage(parts), claimed(to))}`;
    const [head = ''] = of(['ok@kunde.example', 'jörg@kunde.example', 'it@müller.example']).split('\r\n\r\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII
    expect(head).toMatch(/^[\x00-\x7f]*$/);
    const encoded = `=?UTF-8?B?${Buffer.from('jörg@kunde.example').toString('base64')}?=:;`;
    expect(head).toContain(`To: ok@kunde.example,\r\n ${encoded},\r\n it@xn--mller-kva.example\r\n`);
    expect(of(['jörg@kunde.example'])).toContain(`To: ${encoded}\r\n`);
  });

  test('F4 no file name stands for two', () => {
    expect(fileNameOf('../../a')).toMatch(/^_a-[0-9a-f]{8}$/);
    expect(fileNameOf('a/b')).not.toBe(fileNameOf('a:b'));
  });

  test('F4 what is incomplete or breaks a header is refused', () => {
    const bytes =
      (...changed: Parameters<typeof claimed>) =>
      () =>
        bytesOf(composeMailMessage(parts), claimed(...changed));
    expect(bytes(['a@b.example\r\nBcc: c@d.example'])).toThrow('line breaks');
    expect(bytes(['a@b.example'], 'a@b.example\n')).toThrow('line breaks');
    expect(bytes([])).toThrow('no e-mail address');
    expect(() => composeMailMessage({ ...parts, certificates: new Map() })).toThrow(
      'certificate of SO-2026-004711/1 is missing',
    );
  });
});
