import { generateKeyPairSync } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { composeFulfillmentMail } from './email.ts';
import { verifyLicenseKey } from './license-key.ts';
import { composeMailMessage, fileNameOf } from './mail-message.ts';
import { sampleFacts } from './sample-facts.ts';

const { privateKey: signingKey, publicKey } = generateKeyPairSync('ed25519');
const licenses = [sampleFacts(), sampleFacts({ entitlementId: 'SO-2026-004711/2', scenario: 'license-key' })];
const shipment = { shipmentId: 'SO-2026-004711/1', orderNumber: 'SO-2026-004711', licenses };
const parts = {
  shipment,
  mail: composeFulfillmentMail(shipment, { publicUrl: 'https://licenses.example.com' }),
  from: 'Seatwright <licenses@example.com>',
  to: ['łukasz@example.pl', 'it@example.com'],
  messageId: '<SO-2026-004711=2F1@example.com>',
  date: new Date('2026-11-21T09:30:00Z'),
  certificates: new Map(licenses.map(({ entitlementId }) => [entitlementId, new TextEncoder().encode('%PDF-')])),
  signingKey,
};

describe('mail message', () => {
  test('F4 has the certificate of every licence, and the licence key file where there is one', () => {
    const { attachments = [] } = composeMailMessage(parts);
    expect(attachments.map(({ filename }) => String(filename).replace(/-[0-9a-f]{8}\./, '.'))).toEqual([
      'certificate-SO-2026-004711_1.pdf',
      'certificate-SO-2026-004711_2.pdf',
      'license-key-SO-2026-004711_2.txt',
    ]);
    expect(verifyLicenseKey(`${attachments[2]?.content}`, publicKey)).toMatchObject({ ok: true });
  });

  test('F8 a mail keeps its bytes, with the Message-ID that it was queued under', async () => {
    const transport = createTransport({ streamTransport: true, buffer: true });
    const [first, second] = await Promise.all([1, 2].map(() => transport.sendMail(composeMailMessage(parts))));
    expect(`${second?.message}`).toBe(`${first?.message}`);
    expect(first?.messageId).toBe(parts.messageId);
    expect(`${first?.message}`).toContain(`Message-ID: ${parts.messageId}`);
    expect(`${first?.message}`).toContain('Auto-Submitted: auto-generated');
    expect(`${first?.message}`).toContain('Date: Sat, 21 Nov 2026 09:30:00 +0000');
  });

  test('F4 no file name stands for two', () => {
    expect(fileNameOf('../../a')).toMatch(/^_a-[0-9a-f]{8}$/);
    expect(fileNameOf('a/b')).not.toBe(fileNameOf('a:b'));
  });

  test('F4 what is incomplete or breaks a header is refused', () => {
    expect(() => composeMailMessage({ ...parts, to: ['a@b.example\r\nBcc: c@d.example'] })).toThrow('line breaks');
    expect(() => composeMailMessage({ ...parts, from: 'a@b.example\n' })).toThrow('line breaks');
    expect(() => composeMailMessage({ ...parts, to: [] })).toThrow('no e-mail address');
    expect(() => composeMailMessage({ ...parts, certificates: new Map() })).toThrow(
      'certificate of SO-2026-004711/1 is missing',
    );
  });
});
