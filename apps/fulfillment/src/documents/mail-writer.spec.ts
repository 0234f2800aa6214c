import { generateKeyPairSync } from 'node:crypto';
import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { createCertificateRenderer } from './certificate.ts';
import { composeFulfillmentMail } from './email.ts';
import { composeMailMessage } from './mail-message.ts';
import { writeMail } from './mail-writer.ts';
import { sampleFacts } from './sample-facts.ts';

const { privateKey: signingKey } = generateKeyPairSync('ed25519');
const publicUrl = 'https://licenses.example.com';
const renderer = createCertificateRenderer({ publicUrl, signingKey });
const options = { publicUrl, signingKey, renderer };
const licenses = [sampleFacts(), sampleFacts({ entitlementId: 'SO-2026-004711/2', scenario: 'license-key' })];
const mail = {
  shipment: { shipmentId: 'SO-2026-004711/1', orderNumber: 'SO-2026-004711', licenses },
  from: 'Seatwright <licenses@example.com>',
  to: ['it@example.com', 'orders@partner.example'],
  messageId: '<SO-2026-004711-1.r2@example.com>',
  queuedAt: '2026-11-22T07:00:00.000Z',
};

describe('mail writer', () => {
  test('F4 F8 says what was queued: identity and date, all addresses, certificates as they are rendered', async () => {
    const { messageId, date, to, attachments } = await PostalMime.parse(await writeMail(mail, options));
    expect([messageId, date]).toEqual([mail.messageId, mail.queuedAt]);
    expect(to?.map(({ address }) => address)).toEqual(mail.to);
    expect(attachments).toHaveLength(3);
    expect(renderer.render(sampleFacts()).equals(new Uint8Array(attachments[0]?.content as ArrayBuffer))).toBe(true);
  });

  test('F8 writes the bytes that the mailer itself would send', async () => {
    const { shipment, messageId, queuedAt } = mail;
    const certificates = new Map(licenses.map((license) => [license.entitlementId, renderer.render(license)]));
    const text = composeFulfillmentMail(shipment, { publicUrl });
    const message = composeMailMessage({ ...mail, mail: text, certificates, signingKey });
    const transport = createTransport({ streamTransport: true, buffer: true });
    const sent = await transport.sendMail({ ...message, messageId, date: new Date(queuedAt) });
    expect((await writeMail(mail, options)).equals(sent.message as Buffer)).toBe(true);
    const raw = await transport.sendMail({ raw: await writeMail(mail, options) });
    expect(`${raw.message}`).toBe(`${sent.message}`);
  });

  test('F4 a certificate that cannot be rendered is named', async () => {
    const broken = { ...mail.shipment, licenses: [sampleFacts({ accounts: undefined as never })] };
    await expect(writeMail({ ...mail, shipment: broken }, options)).rejects.toThrow(
      'certificate of SO-2026-004711/1 could',
    );
  });
});
