/** As terminals tell it: the first of these that is set names the character set. Where none is, most can. */
export function speaksUnicode(): boolean {
  const locale = process.env['LC_ALL'] || process.env['LC_CTYPE'] || process.env['LANG'];
  if (process.env['TERM'] === 'linux') return false;
  return !locale || /utf-?8/i.test(locale);
}
