import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { SERVICES } from '../../packages/cli/src/up/catalog.ts';
import * as registry from '../../packages/telemetry/src/attributes.ts';
import { registeredAttributes, SERVICES_PAGE, servicesPage } from './services-page.ts';
import { demandedSpans, isNamed, spanTables } from './span-rows.ts';

const attributes: readonly string[] = Object.values(registry);

describe('docs/services.md', () => {
  it('is up to date: npm run record-services', () => {
    expect(readFileSync(join(projectFolder, SERVICES_PAGE), 'utf8')).toBe(servicesPage());
  });

  it('has every attribute of the registry, with what it says', () => {
    const listed = new Set(registeredAttributes().map(([name]) => name));
    expect(listed).toEqual(new Set(attributes.map((name) => `\`${name}\``)));
    expect(registeredAttributes().filter(([, says]) => !says)).toEqual([]);
  });

  describe.each(SERVICES)('%s', (service) => {
    const rows = spanTables(service).flatMap((table) => table.rows);

    it('has each span in its README that a contract demands', () => {
      const missing = demandedSpans(service).filter(
        (span) =>
          !rows.some(({ kind, names }) => kind === span.kind && names.some((name) => isNamed(span, name))),
      );
      expect(missing.map(({ kind, name }) => `${kind} ${String(name)}`)).toEqual([]);
    });

    it('has a table of its spans', () => {
      expect(rows.length).toBeGreaterThan(1);
    });

    it('speaks in its README of no attribute that is not registered', () => {
      const spoken = rows.flatMap(({ says }) => says.match(/demo\.[\w.]*\w/g) ?? []);
      expect(spoken.filter((name) => !attributes.includes(name))).toEqual([]);
    });
  });
});
