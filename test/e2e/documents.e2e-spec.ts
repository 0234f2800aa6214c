import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateRenderer } from '#apps/fulfillment/src/documents/certificate/certificate.ts';
import {
  digestOf,
  type LicenseFacts,
  type Scenario,
} from '#apps/fulfillment/src/documents/certificate/license-facts.ts';
import { sampleAccount, sampleFacts } from '#apps/fulfillment/src/documents/sample-facts.ts';

const missing = ['pdftotext', 'qpdf'].filter((tool) => spawnSync(tool, ['--version']).error);
const suite = missing.length > 0 ? describe.skip : describe;
const reason = missing.length > 0 ? ` (skipped: ${missing.join(' and ')} not installed)` : '';

suite(`certificates as other programs read them${reason}`, () => {
  const { privateKey: signingKey } = generateKeyPairSync('ed25519');
  const { render } = createCertificateRenderer({ publicUrl: 'https://licenses.example.com', signingKey });
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const save = (facts: LicenseFacts) => {
    const file = join(folder, `${digestOf(facts)}.pdf`);
    writeFileSync(file, render(facts));
    return file;
  };
  const textOf = (facts: LicenseFacts) =>
    execFileSync('pdftotext', [save(facts), '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');

  test.each([
    ['Zakłady Łódź „Gżegżółka” Sp. z o.o.', 'PL'],
    ['株式会社ネットワーク東京', 'JP'],
    ['Ελλάς Δίκτυα Α.Ε.', 'GR'],
    ['ТОВ «Київ Мережі» Їжак', 'UA'],
    ['Công ty Đường Nguyễn', 'VN'],
    ['北京网络技术有限公司', 'CN'],
    ['臺灣網路股份有限公司', 'TW'],
    ['한국 네트워크 주식회사', 'KR'],
    ['हिन्दी नेटवर्क प्राइवेट', 'IN'],
    ['บริษัท เน็ตเวิร์ก จำกัด ที่นี่', 'TH'],
    ['Rockets 🚀 Ltd', 'US'],
  ])('F4 pdftotext reads %s back', (name, country) => {
    const text = textOf(sampleFacts({ name, accounts: [sampleAccount('end-customer', name, country)] }));
    expect(text.split(name).length).toBe(3); // as the product and as the account
  });

  test.each([
    ['שלום רשתות', 'IL'],
    ['דן (ישראל) בע״מ', 'IL'],
    ['מחסן 12', 'IL'],
    ['רחוב 12, דירה 3', 'IL'],
    ['שָׁלוֹם', 'IL'],
    ['ACME בע"מ Ltd', 'IL'],
    ['شركة الشبكات', 'SA'],
    ['بنك بيت التمويل', 'KW'],
    ['رقم ١٢٣', 'EG'],
    ['شركة ABC للتقنية 12.5', 'SA'],
    ['العَرَبِيَّة', 'SA'],
    ['فروشگاه ۱۲۳ (تهران)', 'IR'],
    ['می‌خواهم کتاب', 'IR'],
    ['پاکستان ٹیکنالوجی', 'PK'],
    ['ܣܘܪܝܝܐ', 'SY'],
    ['މާލެ', 'MV'],
    ['ߒߞߏ ߛߊ߬', 'GN'],
    ['株式会社ネット・ワーク', 'JP'],
    ['თბილისის ლოგისტიკა', 'GE'],
    ['Երևանի Լոգիստիկա', 'AM'],
    ['বাংলা প্রযুক্তি', 'BD'],
    ['ગુજરાતી ટેકનોલોજી', 'IN'],
    ['ਪੰਜਾਬੀ ਤਕਨਾਲੋਜੀ', 'IN'],
    ['சென்னை தொழில்நுட்பம்', 'IN'],
    ['తెలుగు సాంకేతిక', 'IN'],
    ['ಬೆಂಗಳೂರು ಟೆಕ್', 'IN'],
    ['കൊച്ചി ടെക്', 'IN'],
    ['ශ්‍රී ලංකා', 'LK'],
    ['ខ្មែរ បច្ចេកវិទ្យា', 'KH'],
    ['ພາສາລາວ', 'LA'],
    ['မြန်မာ နည်းပညာ', 'MM'],
    ['አዲስ አበባ', 'ET'],
    ['བོད་ཡིག', 'CN'],
    ['ᏣᎳᎩ', 'US'],
    ['ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ', 'MN'],
    ['𞤀𞤣𞤤𞤢𞤥 𞤆𞤵𞤤𞤢𞤪', 'GN'],
    ['ᐃᓄᒃᑎᑐᑦ ᓄᓇᕗᑦ', 'CA'],
    ['ⵜⴰⵎⴰⵣⵉⵖⵜ', 'MA'],
    ['Rockets 🚀 👨‍👩‍👧 👍🏽', 'US'],
  ])('F4 pdftotext reads %s back, among its marks of direction', (name, country) => {
    const facts = sampleFacts({ name, accounts: [sampleAccount('end-customer', name, country)] });
    expect(
      textOf(facts)
        .replace(/\p{Bidi_Control}/gu, '')
        .split(name.normalize('NFC')).length,
    ).toBe(3);
  });

  test('F4 pdftotext reads names on pages with more letters from right to left than others', () => {
    const name = 'ניהול מכשירים, רישוי מתקדם (12 חודשים) לארגונים';
    const accounts = Array.from({ length: 40 }, () => sampleAccount('partner', name, 'IL'));
    const text = textOf(sampleFacts({ accounts })).replace(/\p{Bidi_Control}/gu, '');
    expect(text.split('רישוי מתקדם (12 חודשים)').length).toBeGreaterThan(30);
  });

  test('F4 has every fact that the order’s people need', () => {
    const facts = sampleFacts({ package: 'Bundle' });
    const text = textOf(facts);
    const expected = [
      ...[facts.name, facts.description, facts.activationCode, facts.ssrn, facts.sku, facts.orderNumber],
      ...['PO-88812', '21 November 2026', '21 November 2029', '21 December 2029', '3 years', 'Bundle', 'switch'],
      ...[facts.instructionsUrl, 'https://licenses.example.com/entitlements/SO-2026-004711%2F1'],
      ...['Acme Manufacturing Inc.', 'End customer', 'Partner', digestOf(facts), 'Page 1 of 1'],
    ];
    for (const part of expected) expect(text).toContain(part);
  });

  test.each<[Scenario, RegExp]>([
    ['activation', /enter the activation code/],
    ['license-key', /Install it in your product/],
    ['entitlement-only', /does not need a license key/],
    ['no-activation', /works without activation/],
    ['legacy-portal', /legacy license management system/],
    ['paper', /printed and delivered together with the hardware/],
  ])('F6 scenario %s says what to do, with code and SSRN', (scenario, words) => {
    const facts = sampleFacts({ scenario });
    const text = textOf(facts);
    expect(text).toMatch(words);
    expect(text).toContain(facts.activationCode);
    expect(text).toContain(facts.ssrn);
  });

  test('F4 qpdf finds nothing wrong, signature and further pages included', () => {
    const accounts = Array.from({ length: 30 }, (_, index) => sampleAccount('partner', `Łódź 株式会社 ${index}`));
    for (const facts of [sampleFacts(), sampleFacts({ accounts })]) {
      const { status, stdout, stderr } = spawnSync('qpdf', ['--check', save(facts)], { encoding: 'utf8' });
      expect(`${stdout}${stderr}`).toContain('No syntax or stream encoding errors found');
      expect(status).toBe(0);
    }
  });
});
