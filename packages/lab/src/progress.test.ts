import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readProgress, withLab, withoutLab, writeProgress } from './progress.ts';

describe('progress', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-progress-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is empty before anything has begun', () => {
    expect(readProgress(folder)).toEqual({ labs: {} });
  });

  it('comes back as it was written, and leaves no other file', () => {
    const progress = { ...withLab({ labs: {} }, '01-first-trace', { hints: 2 }), attendee: 'anna' };
    writeProgress(folder, progress);
    expect(readProgress(folder)).toEqual(progress);
    expect(readdirSync(folder)).toEqual(['progress.json']);
  });

  it('keeps when a lab began while other things change', () => {
    const begun = withLab({ labs: {} }, '02-slow-hop', {});
    const later = withLab(begun, '02-slow-hop', { hints: 1 });
    expect(later.labs['02-slow-hop']).toEqual({ ...begun.labs['02-slow-hop'], hints: 1 });
    expect(begun.labs['02-slow-hop']?.hints).toBe(0);
  });

  it('forgets a lab that is reset, and no other', () => {
    const both = withLab(withLab({ labs: {} }, 'a', {}), 'b', {});
    expect(Object.keys(withoutLab(both, 'a').labs)).toEqual(['b']);
  });

  it('says which file is damaged, and what to do', () => {
    writeProgress(folder, { labs: {} });
    writeFileSync(join(folder, 'progress.json'), '{');
    expect(() => readProgress(folder)).toThrow(/Cannot read .*progress\.json: .*Remove it to begin anew/);
  });
});
