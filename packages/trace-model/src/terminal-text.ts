/** Text for a terminal: what it may contain, how many columns it takes, and how to cut it. */

/**
 * Everything that a terminal obeys instead of showing it: control characters (C0, DEL, C1), the separators of lines and
 * paragraphs, marks that change the direction of text, and halves of surrogate pairs. A span's name comes from whoever
 * sent it, and a terminal believes what it is sent.
 */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\p{Surrogate}\u{e0000}-\u{e007f}]/gu;

/** The text with a visible sign in the place of each character that a terminal would obey: `\n` is shown as `␊`. */
export const safeText = (text: string): string => text.replace(UNSAFE, signFor);

/** The signs that `safeText` puts in, for those who cannot show them. */
export const PICTURES = /[\u2400-\u2421\ufffd]/g;

function signFor(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '␡' : '\ufffd';
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns a terminal gives to a text that is safe. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

const PLAIN = /^[\u0020-\u007e\u2500-\u257f]*$/;

/** The text in at most so many columns; where something was cut, an ellipsis says so. */
export function fit(text: string, width: number, ellipsis: string): string {
  if (textWidth(text) <= width) return text;
  const room = width - textWidth(ellipsis);
  if (room < 0) return '';
  let cut = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += graphemeWidth(segment);
    if (used > room) break;
    cut += segment;
  }
  return cut.trimEnd() + ellipsis;
}

/** The text in exactly so many columns. */
export function column(text: string, width: number, ellipsis: string): string {
  const fitted = fit(text, width, ellipsis);
  return fitted + ' '.repeat(width - textWidth(fitted));
}

const INVISIBLE = /^[\p{Mark}\p{Format}]+$/u;
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u;

function graphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return EMOJI.test(grapheme) || isWide(grapheme.codePointAt(0) ?? 0) ? 2 : 1;
}

/** Unicode's East Asian Width W and F (UAX #11), by block: Hangul, CJK, Yi, full-width forms. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
];

const isWide = (code: number): boolean =>
  code >= 0x1100 && WIDE.some(([from, to]) => code >= from && code <= to);
