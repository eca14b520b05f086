/** Links of every page: files and headings within the project are there; what leads out of it has the shape of an address. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { anchorsOf, linksIn } from './links.ts';
import { ALL_PAGES } from './pages.ts';

const read = (page: string) => readFileSync(join(projectFolder, page), 'utf8');

/** Why a link leads nowhere; undefined when it leads somewhere. */
function broken(page: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target))
    return /^https?:\/\/[\w.-]+(:\d+)?(\/\S*)?$|^mailto:\S+@\S+$/.test(target) && URL.canParse(target)
      ? undefined
      : 'it is no address';
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  if (file.startsWith('..') || path.startsWith('/')) return 'it leaves the project';
  if (!existsSync(join(projectFolder, file))) return `there is no ${file}`;
  if (anchor === undefined) return undefined;
  if (statSync(join(projectFolder, file)).isDirectory()) return `${file} is a folder, and has no headings`;
  return anchorsOf(read(file)).has(anchor) ? undefined : `${file} has no heading #${anchor}`;
}

describe('links', () => {
  it('are found', () => {
    const page = '[a](b.md#c) `[no](d)` ![p](e.png "title") <http://f.g>\n[h]: i.md\n```\n[no](j)\n```\n';
    expect(linksIn(page)).toEqual(['b.md#c', 'e.png', 'http://f.g', 'i.md']);
  });

  it('find headings by the anchors that a page has', () => {
    const page =
      '# The `b3` one, & more\n## Twice\n## Twice\n```sh\n# none\n```\n## 链路 [x](y.md)\n<a id="own"></a>\n';
    expect([...anchorsOf(page)]).toEqual(['the-b3-one--more', 'twice', 'twice-1', '链路-x', 'own']);
  });

  it.each(ALL_PAGES)('of %s lead somewhere', (page) => {
    const problems = linksIn(read(page)).flatMap((target) => {
      const why = broken(page, target);
      return why === undefined ? [] : [`${target}: ${why}`];
    });
    expect(problems).toEqual([]);
  });
});
