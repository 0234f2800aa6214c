import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Pages that tell where something is are read by people who have nothing else to go by. */

const root = path.join(import.meta.dirname, '..', '..', '..');
const pages = globSync(['{apps,libs,tools,test,deploy,docs}/**/*.md', '*.md'], { cwd: root }).sort();

test.each(pages)('%s names files that are there, and links to such', (page) => {
  const text = readFileSync(path.join(root, page), 'utf8').replaceAll(/```[\s\S]*?```/g, '');
  const named = [...text.matchAll(/`((?:apps|libs|tools|test|deploy|docs)\/[\w./-]+)`/g)].map(([, file = '']) => file);
  const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, file = '']) =>
    path.join(path.dirname(page), file),
  );
  const missing = [...named, ...linked].filter((file) => !existsSync(path.join(root, file)));
  expect(missing).toEqual([]);
});

test.each(pages)('%s runs scripts that there are', (page) => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const run = readFileSync(path.join(root, page), 'utf8').matchAll(/npm run (?:-s )?([\w:-]+)/g);
  expect([...run].map(([, name = '']) => name).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});
