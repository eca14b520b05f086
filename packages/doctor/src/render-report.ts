/** A report for a terminal: a table of what was looked at, then each finding with the one change. */
import { CAUSES, STAGES, type Stage } from './causes.ts';
import type { Check, Finding, Report } from './finding.ts';

export interface RenderOptions {
  readonly width: number;
  readonly color: boolean;
  readonly ascii: boolean;
}

const TITLES: Record<Stage, string> = {
  made: 'Made: do the services make spans, and pass the context on?',
  carried: 'Carried: do spans reach where traces are kept?',
  found: 'Found: are they found there?',
};

const SIGNS = {
  plain: { fine: 'ok', wrong: '!!', skipped: '..', note: 'i', arrow: '->' },
  unicode: { fine: '✓', wrong: '✗', skipped: '·', note: 'i', arrow: '→' },
};
const COLORS = { fine: 32, wrong: 31, skipped: 90, note: 36 };
const LABEL = '  change   ';

export function renderReport({ place, checks, findings }: Report, options: RenderOptions): string {
  const signs = options.ascii ? SIGNS.plain : SIGNS.unicode;
  const paint = (text: string, color: number) => (options.color ? `\u001b[${color}m${text}\u001b[0m` : text);
  const dim = (text: string) => paint(text, 90);
  const arrows = (text: string) => text.replaceAll('→', signs.arrow);
  const nameWidth = Math.max(...checks.map(({ name }) => name.length)) + 2;
  const signWidth = signs.fine.length + 1;

  const row = ({ name, state, says }: Check) => {
    const start = `  ${paint(signs[state].padEnd(signWidth), COLORS[state])} ${name.padEnd(nameWidth)}`;
    const indent = 3 + signWidth + nameWidth;
    const text = wrap(arrows(says), options.width, indent);
    return start + (state === 'skipped' ? dim(text) : text);
  };
  const table = STAGES.flatMap((stage) => {
    const rows = checks.filter((check) => check.stage === stage).map(row);
    return rows.length > 0 ? [TITLES[stage], ...rows, ''] : [];
  });
  const block = (each: Finding) => {
    const state = each.note ? 'note' : 'wrong';
    const title = arrows(`${each.about}: ${CAUSES[each.cause].is}`);
    return [
      `${paint(signs[state], COLORS[state])} ${title}`,
      `${dim('  stage  ')}  ${each.stage} (${each.cause})`,
      `${dim('  seen   ')}  ${wrap(arrows(each.evidence), options.width, LABEL.length)}`,
      `${dim('  change ')}  ${wrap(arrows(each.change), options.width, LABEL.length)}`,
      '',
    ];
  };
  return [
    `Tracewalk's doctor looks at ${place}.`,
    '',
    ...table,
    ...findings.flatMap(block),
    verdict(findings),
  ].join('\n');
}

function verdict(findings: readonly Finding[]): string {
  const wrong = findings.filter(({ note }) => !note);
  const [first] = wrong;
  if (!first) return 'Healthy: spans are made, carried and found.';
  const more = wrong.length > 1 ? `, ${wrong.length} findings in all. Mend the first one first` : '';
  return `Traces are lost where they are ${first.stage}${more}.`;
}

/** Breaks at spaces; the first line has less room by the indent, and so have the others. */
function wrap(text: string, width: number, indent: number): string {
  const room = Math.max(30, width - indent);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
