import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { pdfSource, readPdfText } from '#test/support/pdf-text.ts';
import { verifyCertificate } from '../keys/certificate-signature.ts';
import { sampleAccount, sampleFacts } from '../sample-facts.ts';
import { createCertificateRenderer } from './certificate.ts';
import { digestOf, type LicenseFacts, type Scenario } from './license-facts.ts';

const { privateKey: signingKey } = generateKeyPairSync('ed25519');
const publicUrl = 'https://licenses.example.com';
const { render } = createCertificateRenderer({ publicUrl, signingKey });
const source = (facts: LicenseFacts) => pdfSource(Buffer.from(render(facts)));
const pagesOf = (pdf: string) => pdf.match(/\/Type \/Page\n/g)?.length;

describe('certificate', () => {
  test('F4 the same facts give the same bytes, whatever was rendered in between', () => {
    const facts = sampleFacts({ accounts: [sampleAccount('end-customer', 'Łódź 株式会社 Ελλάς Київ 한국')] });
    const first = render(facts);
    render(sampleFacts({ name: 'Żółć 東京 Δίκτυα Мережа' }));
    expect(render(facts).equals(first)).toBe(true);
    expect(createCertificateRenderer({ publicUrl, signingKey }).render(facts).equals(first)).toBe(true);
    expect(render(sampleFacts()).equals(first)).toBe(false);
  });

  test('F4 what certificates of one shape share is the same in whatever order they come', () => {
    const account = sampleAccount('partner', 'Bright Networks LLC');
    const shapes = [1, 2, 30].flatMap((count) =>
      ['en', 'ja'].flatMap((language) =>
        ['', 'https://docs.example.com/a'].map((instructionsUrl) =>
          sampleFacts({ language, instructionsUrl, accounts: new Array(count).fill(account) }),
        ),
      ),
    );
    const first = shapes.map((facts) => render(facts));
    const again = shapes.toReversed().map((facts) => render(facts));
    again.reverse().forEach((pdf, index) => {
      expect(pdf.equals(first[index] as Buffer)).toBe(true);
    });
    const alt = (facts: LicenseFacts) => /\(QR code[^)]*\)/.exec(source(facts))?.[0];
    expect(alt(sampleFacts({ entitlementId: 'A/1' }))).toContain('/A%2F1)');
    expect(alt(sampleFacts({ entitlementId: 'B/2' }))).toContain('/B%2F2)');
  });

  test('F4 a certificate in Latin letters is below 45 KB, one in many scripts below 90 KB', () => {
    expect(render(sampleFacts()).length).toBeLessThan(45_000);
    const names = [
      'Zażółć gęślą jaźń',
      '株式会社ネットワーク東京',
      'Ελλάς Δίκτυα',
      'Київ Мережі',
      '北京网络技术有限公司',
    ];
    const accounts = names.map((name) => sampleAccount('partner', name));
    expect(render(sampleFacts({ accounts })).length).toBeLessThan(90_000);
  });

  test('F4 fonts of plain Latin letters, with accents or without, share one map of what they mean', () => {
    const mapsOf = (name: string) =>
      new Set(source(sampleFacts({ accounts: [sampleAccount('end-customer', name)] })).match(/\/ToUnicode \d+/g)).size;
    expect([mapsOf('Acme'), mapsOf('Müller & Söhne'), mapsOf('Łódź')]).toEqual([1, 1, 2]);
    const english = sampleFacts({
      name: 'Accès, “plus”',
      accounts: [sampleAccount('end-customer', 'Ñandú GmbH & Co. KG')],
    });
    expect(readPdfText(render(english)).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Ñandú GmbH & Co. KG', 'Accès, “plus”']),
    );
  });

  test('F4 it is tagged, in English, and shows its title', () => {
    const pdf = source(sampleFacts());
    for (const part of [
      '/Lang (en)',
      '/DisplayDocTitle true',
      '/Marked true',
      '/S /H1',
      '/S /Table',
      '/S /TH',
      '/S /Figure',
    ]) {
      expect(pdf).toContain(part);
    }
    expect(pdf).toContain('(Software Entitlement Certificate SO-2026-004711/1)');
    expect(pdf).toContain(`(QR code with the address ${publicUrl}/entitlements/SO-2026-004711%2F1)`);
  });

  test.each([
    ['de', 'Software-Berechtigungszertifikat', 'Aktivierungscode', 'Endkunde', '21.11.2026', 'Seite 1 von 1'],
    ['fr', 'Certificat de droit logiciel', 'Code d’activation', 'Client final', '21/11/2026', 'Page 1 sur 1'],
    ['ja', 'ソフトウェア使用権証書', 'アクティベーションコード', 'エンドユーザー', '2026年11月21日', '1／1ページ'],
  ])('F4 %s: it is in the language that was issued, and says so', (language, ...texts) => {
    const facts = sampleFacts({ language, description: '' });
    const pdf = Buffer.from(render(facts));
    expect(pdfSource(pdf)).toContain(`/Lang (${language})`);
    const read = readPdfText(pdf).map(({ text }) => text);
    for (const text of texts) expect(read.join('\n')).toContain(text);
    expect(read.join('\n')).not.toMatch(/\bcertificate|\bentitlement\b(?!s\/)/i);
    expect(pagesOf(pdfSource(pdf))).toBe(1);
    expect(verifyCertificate(pdf, createPublicKey(signingKey))).toMatchObject({ ok: true, digest: digestOf(facts) });
  });

  test('F7 facts without a language are as before there were others', () => {
    expect(render(sampleFacts({ language: undefined })).equals(render(sampleFacts()))).toBe(true);
    expect(digestOf(sampleFacts({ language: undefined }))).toBe(digestOf(sampleFacts()));
  });

  test.each([
    ['https://docs.example.com/a(b)', ['https://docs.example.com/a\\(b\\)']],
    ['http://docs.example.com/', []],
    ['javascript:alert(1)', []],
    ['https://user:secret@docs.example.com/', []],
    ['https://docs.example.com/\n/URI (evil)', ['https://docs.example.com//URI%20\\(evil\\)']],
    ['nonsense', []],
  ])('F4 of the instructions %p links to %p', (instructionsUrl, expected) => {
    const links = [...source(sampleFacts({ instructionsUrl })).matchAll(/\/URI \((.*)\) >>/g)].map((match) => match[1]);
    expect(links).toEqual([...expected, `${publicUrl}/entitlements/SO-2026-004711%2F1`]);
  });

  test('F4 long texts and many accounts go on over further pages; a wide word is cut', () => {
    const accounts = Array.from({ length: 40 }, (_, index) => sampleAccount('partner', `Name ${index} `.repeat(20)));
    expect(pagesOf(source(sampleFacts()))).toBe(1);
    expect(pagesOf(source(sampleFacts({ accounts })))).toBeGreaterThan(3);
    const endless = 'x'.repeat(100_000);
    const bounded = sampleFacts({
      name: endless,
      description: endless,
      sku: endless,
      activationCode: endless,
      ssrn: endless,
    });
    expect(pagesOf(source(bounded))).toBe(2);
  });

  test('F4 odd characters do no harm: controls, directions, what no font has, marks of XML', () => {
    const name = 'A\u0000\r\nB\u202eC </rdf> & 🚀 \ud800 \u0cb6 \u0301';
    const facts = sampleFacts({ name, entitlementId: '<&>)(\\', accounts: [sampleAccount('end-customer', name)] });
    expect(source(facts)).not.toContain('Certificate <&>');
    expect(pagesOf(source({ ...facts, accounts: [], description: '', name: '' }))).toBe(1);
  });

  test.each<Scenario>(['activation', 'license-key', 'entitlement-only', 'no-activation', 'legacy-portal', 'paper'])(
    'F6 scenario %s has a certificate',
    (scenario) => {
      expect(pagesOf(source(sampleFacts({ scenario })))).toBe(1);
    },
  );

  test('B5c a page takes at most 19.2 kB', () => {
    expect(render(sampleFacts()).length).toBeLessThanOrEqual(19_200);
  });

  test.each([
    'Müller & Söhne GmbH',
    'Łódzkie Zakłady Gżegżółka',
    'Київ Мережа ТОВ',
    'Ελλάς Δίκτυα',
    'Société Élan “Nord”',
  ])('B5c a page with the name %p takes at most 21.5 kB: of rarer letters only those that it has', (name) => {
    expect(render(sampleFacts({ accounts: [sampleAccount('end-customer', name)] })).length).toBeLessThanOrEqual(21_500);
  });
});
