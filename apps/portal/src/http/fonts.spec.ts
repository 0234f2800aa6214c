import type { FastifyReply } from 'fastify';
import { readFonts } from './fonts.ts';

/** A reply that keeps what it is told. */
function reply() {
  const told = { headers: {} as Record<string, string>, body: undefined as unknown };
  const self = {
    headers: (headers: Record<string, string>) => {
      Object.assign(told.headers, headers);
      return self;
    },
    send: (body: unknown) => {
      told.body = body;
      return self;
    },
  };
  return { told, as: self as unknown as FastifyReply };
}

const fonts = readFonts();

describe('P the fonts of names in other scripts', () => {
  test.each(['jp', 'sc', 'kr', 'arabic', 'hebrew', 'thai', 'mongolian', 'serif-tibetan', 'emoji'])('%s', (script) => {
    const { told, as } = reply();
    expect(fonts.send(as, `font-${fonts.version}-${script}.css`)).toBeDefined();
    expect(told.headers['content-type']).toBe('text/css; charset=utf-8');
    expect(told.headers['cache-control']).toContain('immutable');
  });

  test('a slice is a file of its own', () => {
    const { told, as } = reply();
    fonts.send(as, `font-${fonts.version}-jp~noto-sans-jp-119-wght-normal.woff2`);
    expect((told.body as Buffer).toString('latin1', 0, 4)).toBe('wOF2');
  });

  test.each([
    'other-jp.css',
    `${fonts.version}-none.css`,
    `${fonts.version}-jp~none.woff2`,
    `${fonts.version}-jp~..woff2`,
  ])('font-%s is none', (name) => {
    expect(fonts.send(reply().as, `font-${name}`)).toBeUndefined();
  });
});
