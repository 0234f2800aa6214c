import { isAbout, ofNoField } from './faults.ts';

describe('what is wrong with a form stands at the field that it is about', () => {
  test.each([
    ['quantity', 'quantity', true],
    ['passcodes.source', 'passcodes.source', true],
    ['transfers[2].lines[0].quantity', 'transfers[2]', true],
    ['lines[0].quantity', 'lines[0]', true],
    ['transfers[21].lines[0]', 'transfers[2]', false],
    ['quantityOf', 'quantity', false],
    ['lines', 'lines[0]', false],
    [undefined, 'quantity', false],
    ['quantity', undefined, false],
  ])('%s, and the field of %s: %s', (path, part, isItsOwn) => {
    expect(isAbout(path, part)).toBe(isItsOwn);
  });

  test('what is about none of them is left', () => {
    const told = [{ path: 'sku' }, { path: 'lines[0].quantity' }, {}];
    expect(ofNoField(told, ['sku', 'to'])).toEqual([{ path: 'lines[0].quantity' }, {}]);
  });
});
