/** The signs that a tree is drawn with. */

export interface Signs {
  readonly branch: string;
  readonly lastBranch: string;
  readonly pass: string;
  readonly blank: string;
  readonly arrow: string;
  readonly ellipsis: string;
  readonly error: string;
  readonly warning: string;
  readonly link: string;
  readonly dot: string;
  readonly times: string;
  /** A bar's cells, by what its left and right half are: 0 nothing, 1 children at work, 2 the span itself. */
  readonly cells: readonly (readonly [string, string, string])[];
}

const UNICODE: Signs = {
  branch: '├─ ',
  lastBranch: '└─ ',
  pass: '│  ',
  blank: '   ',
  arrow: '→',
  ellipsis: '…',
  error: '✗',
  warning: '!',
  link: '↳',
  dot: '·',
  times: '×',
  cells: [
    [' ', '╶', '╺'],
    ['╴', '─', '╼'],
    ['╸', '╾', '━'],
  ],
};

const ASCII: Signs = {
  branch: '|- ',
  lastBranch: '`- ',
  pass: '|  ',
  blank: '   ',
  arrow: '->',
  ellipsis: '...',
  error: 'x',
  warning: '!',
  link: '^',
  dot: '-',
  times: 'x',
  cells: [
    [' ', '-', '='],
    ['-', '-', '='],
    ['=', '=', '='],
  ],
};

/** In a narrow terminal a level takes two columns. */
const NARROW_UNICODE: Signs = { ...UNICODE, branch: '├╴', lastBranch: '└╴', pass: '│ ', blank: '  ' };
const NARROW_ASCII: Signs = { ...ASCII, branch: '|-', lastBranch: '`-', pass: '| ', blank: '  ' };

export function chooseSigns(ascii: boolean, width: number): Signs {
  if (width < 110) return ascii ? NARROW_ASCII : NARROW_UNICODE;
  return ascii ? ASCII : UNICODE;
}
