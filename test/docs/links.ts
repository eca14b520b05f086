/** Links and headings of a Markdown page. */

/** Targets of links and pictures, in order of appearance; not those in code. */
export function linksIn(page: string): string[] {
  const text = withoutCode(page).replaceAll(/`[^`\n]*`/g, '');
  const LINK =
    /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|<(https?:[^>\s]+)>|^\[[^\]]+\]:\s*(\S+)|\b(?:src|href)="([^"]+)"/gm;
  return [...text.matchAll(LINK)].map((found) => found.slice(1).find((target) => target !== undefined) ?? '');
}

/** What may stand behind `#`: headings as GitHub names them, and ids of HTML. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  for (const [, , heading, id] of withoutCode(page).matchAll(
    /^(#{1,6})\s+(.+?)\s*$|<\w+ (?:id|name)="([^"]+)"/gm,
  )) {
    if (id !== undefined) anchors.add(id);
    if (heading === undefined) continue;
    const name = nameOf(heading);
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    anchors.add(times === 0 ? name : `${name}-${times}`);
  }
  return anchors;
}

/** Lower case, no punctuation, a dash for each space; a link counts as its words. */
const nameOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

const withoutCode = (page: string): string => page.replaceAll(/^\s*(```+|~~~+)[^]*?^\s*\1\s*$/gm, '');
