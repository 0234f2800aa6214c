import { existsSync } from 'node:fs';
import path from 'node:path';

/** Programs that Debian and others have it under. */
const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where Chromium is, or undefined: there is none on PATH. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => existsSync(file));
}

/**
 * A `describe` that needs Chromium. Without it its tests are reported as skipped, with the reason in the name; with
 * REQUIRE_CHROMIUM=1 that is a failure instead.
 */
export function describeWithChromium(name: string, body: () => void): void {
  if (findChromium() !== undefined) {
    describe(name, body);
    return;
  }
  const reason = `none of ${names.join(', ')} is on PATH`;
  if (process.env.REQUIRE_CHROMIUM !== '1') {
    describe.skip(`${name} [skipped: ${reason}]`, body);
    return;
  }
  describe(name, () => {
    test('has Chromium', () => {
      throw new Error(`REQUIRE_CHROMIUM=1, but ${reason}`);
    });
  });
}
