import { columnsOfText } from '#documents/columns.ts';
import type { Scenario } from './certificate/license-facts.ts';
import { composeFulfillmentMail, type FulfilledShipment, mailtoUrl } from './email.ts';
import { sampleAccount, sampleFacts } from './sample-facts.ts';

const publicUrl = 'https://licenses.example.com/';
const shipment = (changes: Partial<FulfilledShipment> = {}): FulfilledShipment => ({
  shipmentId: 'SO-2026-004711/1',
  orderNumber: 'SO-2026-004711',
  purchaseOrder: 'PO-88812',
  licenses: [sampleFacts()],
  ...changes,
});
const compose = (changes: Partial<FulfilledShipment> = {}) => composeFulfillmentMail(shipment(changes), { publicUrl });
const plain = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('fulfillment mail', () => {
  test.each(['html', 'text'] as const)('F4 its %s has all that a license needs', (part) => {
    const names = ['Zakłady Łódź', '株式会社ネット', 'Ελλάς Δίκτυα', 'Київ Мережі'];
    const accounts = names.map((name) => sampleAccount('partner', name, 'XX'));
    const mail = compose({
      licenses: [sampleFacts({ accounts }), sampleFacts({ entitlementId: 'E/2', ssrn: '9999999999994' })],
    });
    const expected = [
      ...['Wired Assurance, Advanced, 100 devices', 'Subscription for 100 switches', 'K7QM-2XH9-VR4T-8WNC-P3'],
      ...[
        'https://docs.example.com/licensing/activate',
        'https://licenses.example.com/entitlements/SO-2026-004711%2F1',
      ],
      ...['100', '21 November 2026', '21 November 2029', '21 December 2029', 'SO-2026-004711', 'PO-88812', ...names],
    ];
    for (const text of expected) expect(mail[part]).toContain(text);
    expect(mail[part].replace(/<[^>]*>/g, '')).toContain('8021443907155');
    expect(mail[part].replace(/<[^>]*>/g, '')).toContain('9999999999994');
  });

  test('F4 an account that the order gives no name is named by its id, once', () => {
    const mail = compose({
      licenses: [sampleFacts({ accounts: [sampleAccount('end-customer', 'ACC-end-customer')] })],
    });
    for (const part of ['html', 'text'] as const) expect(plain(mail[part]).match(/ACC-end-customer/g)).toHaveLength(1);
    const named = compose({ licenses: [sampleFacts({ accounts: [sampleAccount('end-customer', 'Acme', 'US')] })] });
    expect(plain(named.text)).toContain('Acme (ACC-end-customer, US)');
  });

  test.each<[Scenario, RegExp, RegExp?]>([
    ['activation', /enter the activation code/],
    ['license-key', /license key file is attached. Install it/, /1 license key file/],
    ['entitlement-only', /does not need a license key/],
    ['no-activation', /works without activation/],
    ['legacy-portal', /legacy license management system/],
    ['paper', /on paper, together with the hardware/],
  ])('F6 scenario %s says what to do', (scenario, guidance, attachments = /1 entitlement certificate\./) => {
    const mail = compose({ licenses: [sampleFacts({ scenario })] });
    for (const text of [plain(mail.html), plain(mail.text)]) {
      expect(text).toMatch(guidance);
      expect(text).toMatch(attachments);
      expect(text).toContain('K7QM-2XH9-VR4T-8WNC-P3');
    }
  });

  test('F6 a mail with nothing to activate says what its code is for, and asks nobody to keep it to themselves', () => {
    const silent = compose({ licenses: [sampleFacts({ scenario: 'no-activation' })] });
    const mixed = compose({ licenses: [sampleFacts({ scenario: 'no-activation' }), sampleFacts()] });
    for (const part of ['html', 'text'] as const) {
      expect(plain(silent[part])).toContain('Keep the activation code and the SSRN for your records');
      expect(plain(silent[part])).not.toContain('Keep activation codes to yourself');
      expect(plain(mixed[part])).toContain('Keep activation codes to yourself');
    }
  });

  test.each([
    [[1], 'Wired Assurance, Advanced, 100 devices', 'Your license is ready'],
    [[25], 'Wired Assurance, Advanced, 100 devices', 'Your 25 licenses are ready'],
    [[25, 2], '27 licenses', 'Your 27 licenses are ready'],
    [[1000, 1], '1\u00a0001 licenses', 'Your 1\u00a0001 licenses are ready'],
  ])('F4 quantities of %j are counted as licenses, not as lines', (quantities, subject, title) => {
    const mail = compose({ licenses: quantities.map((quantity) => sampleFacts({ quantity })) });
    expect(mail.subject).toBe(`Order SO-2026-004711: ${subject}`);
    expect(mail.html).toContain(`${title}</h1>`);
    expect(mail.text).toContain(`${title}\n`);
  });

  test('F4 what the order says is text, never markup, link or header', () => {
    const mail = compose({
      orderNumber: 'SO-1\r\nBcc: all@example.com',
      supportEmail: '"><script>@x',
      licenses: [
        sampleFacts({
          name: '<img src=x onerror=alert(1)> & {{constructor}}',
          instructionsUrl: 'javascript:alert(1)',
          accounts: [sampleAccount('end-customer', '"><script>alert(1)</script>\r\nBcc: x')],
        }),
      ],
    });
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.html).not.toMatch(/<img|<script|javascript:|href="[^"]*[<>]/);
    expect(mail.html).toContain('&lt;img src');
    expect([...mail.html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual([
      'https://licenses.example.com/entitlements/SO-2026-004711%2F1',
    ]);
    expect(mail.text).not.toContain('javascript:');
  });

  test.each([
    ['help@x.example', 'mailto:help@x.example'],
    ['license-help+eu@x.example', 'mailto:license-help+eu@x.example'],
    ['a&b?c#d@x.example', 'mailto:a%26b%3Fc%23d@x.example'],
    ['not an address', ''],
  ])('F10 O13 %s is written to by %j', (address, url) => {
    expect(mailtoUrl(address)).toBe(url);
  });

  test('F4 lines of the plain text stay within 72 columns, addresses aside', () => {
    const description = 'A description of many words that goes on and on. '.repeat(10);
    const { text } = compose({ licenses: [sampleFacts({ description, sku: 'a long sku '.repeat(12) })] });
    const lines = text.split('\n').filter((line) => !line.startsWith('https://'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
  });

  test('F4 is in English, has a preheader, fits small screens and dark ones', () => {
    const { html, subject } = compose();
    expect(html).toMatch(/<html lang="en"/);
    expect(html).toContain('Activation codes, support reference numbers and certificates');
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('max-width: 480px');
    expect(subject).toBe('Order SO-2026-004711: Wired Assurance, Advanced, 100 devices');
  });

  test.each([
    ['de', 'Auftrag SO-2026-004711: Wired Assurance', 'Ihre 1.000 Lizenzen sind bereit', 'Endkunde', '21.11.2026'],
    ['fr', 'Commande SO-2026-004711\u00a0: Wired', 'Vos 1 000 lic', 'Client final', '21/11/2026'],
    ['ja', '注文 SO-2026-004711：Wired', '1,000ライセンスの準備ができました', 'エンドユーザー', '2026年11月21日'],
  ])('F4 %s: a mail in the language of the end customer', (language, subject, title, role, date) => {
    const mail = compose({ language, supportEmail: 'help@x.example', licenses: [sampleFacts({ quantity: 1000 })] });
    expect(mail.subject).toContain(subject);
    expect(mail.html).toContain(`<html lang="${language}"`);
    expect(mail.html).toContain('<a href="mailto:help@x.example"');
    for (const part of [plain(mail.html), plain(mail.text)]) {
      for (const text of [title, role, date, 'help@x.example']) expect(part).toContain(text);
      expect(part).not.toMatch(/\b(license|entitlement|Order number|Keep|Questions)\b(?! for)/);
    }
    const lines = mail.text.split('\n').filter((line) => !line.startsWith('https://'));
    expect(Math.max(...lines.map(columnsOfText))).toBeLessThanOrEqual(72);
  });

  test('F3 a perpetual license never ends; a renewal has no grace', () => {
    const { text } = compose({
      licenses: [sampleFacts({ kind: 'renewal', termMonths: undefined, endsOn: undefined, graceEndsOn: undefined })],
    });
    expect(text).toMatch(/Term: +Perpetual, renewal\n/);
    expect(text).toMatch(/Ends on: +Never\n/);
    expect(text).toMatch(/Grace period ends on: No grace period\n/);
  });
});
