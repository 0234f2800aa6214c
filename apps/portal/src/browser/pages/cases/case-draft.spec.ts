import { type CaseDraft, emptyDraft, missingDetails, transferOf } from './case-draft.ts';

describe('K4 what a transfer request asks for', () => {
  const draft: CaseDraft = {
    ...emptyDraft,
    from: 'A-1',
    to: 'B-1',
    licenseKey: ' Z2AB-1234-CD56 ',
    counts: { MX67: '3', MR44: '', MS120: 'x' },
    details: { scope: 'All', workaround: ' ' },
  };

  test('has a line for each device type with a count, under the key', () => {
    expect(transferOf(draft)).toEqual({
      from: 'A-1',
      to: 'B-1',
      lines: [{ licenseKey: 'Z2AB-1234-CD56', deviceType: 'MX67', quantity: 3 }],
    });
  });

  test.each([
    ['no source', { from: undefined }],
    ['no destination', { to: undefined }],
    ['the same on both sides', { to: 'A-1' }],
    ['no key', { licenseKey: ' ' }],
    ['no count', { counts: { MX67: '0' } }],
  ])('asks for nothing with %s', (_, change) => {
    expect(transferOf({ ...draft, ...change })).toBeUndefined();
  });

  test('names the details that have no words', () => {
    expect(missingDetails(draft)).toEqual([
      'frequency',
      'startTime',
      'relatedCases',
      'testResults',
      'workaround',
      'businessImpact',
    ]);
  });
});
