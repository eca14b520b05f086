/** What the trace page shows: everything that can be shared is in the URL, the rest follows from it and the columns. */
import { announce } from '../../ui/announce.tsx';
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { serviceSlot } from '@tracewalk/waterfall/service-colour';
import { clockShift } from '../model/clock-shift.ts';
import { endOf, extentOf, isError, serviceOf, startOf, type TraceColumns } from '../model/columns.ts';
import { findByName, nextOf } from '../model/find.ts';
import { siblingsOf, type Siblings } from '../model/siblings.ts';
import { within, zoomAround, isWhole, type Viewport } from '../model/viewport.ts';
import {
  collapseFromText,
  collapseToText,
  reveal,
  visibleRows,
  type Collapse,
  type VisibleRows,
} from '../model/visible-rows.ts';
import type { TraceSource } from './trace-source.ts';
import type { UrlState } from './url-state.ts';

export const TABS = ['timeline', 'flame', 'statistics', 'events', 'table', 'json'] as const;
export type Tab = (typeof TABS)[number];

/** What the backend found in attributes, events and ids. */
export interface BackendMatches {
  readonly text: string;
  readonly indexes: readonly number[];
  readonly total: number;
  readonly problem?: string;
}

/** A wish to see a span's row; a new object each time, so that the same row can be wished for again. */
export interface ShowRow {
  readonly index: number;
}

export class TraceState {
  readonly siblings: Siblings;
  readonly whole: Viewport;
  readonly errors: readonly number[];
  /** The context formats that carried this trace. */
  readonly formats: readonly string[];

  readonly tab: ReadonlySignal<Tab>;
  readonly view: ReadonlySignal<Viewport>;
  readonly collapse: ReadonlySignal<Collapse>;
  readonly rows: ReadonlySignal<VisibleRows>;
  /** How far spans are moved while clocks are aligned; undefined while times are as they were sent. */
  readonly shift: ReadonlySignal<Float64Array | undefined>;
  readonly showCritical: ReadonlySignal<boolean>;

  readonly find: ReadonlySignal<string>;
  readonly backendMatches = signal<BackendMatches | undefined>(undefined);
  readonly matchSet: ReadonlySignal<ReadonlySet<number>>;
  readonly matches: ReadonlySignal<readonly number[]>;

  /** The span the keyboard is at. */
  readonly active: Signal<number>;
  /** The span whose detail is open; -1 when none is. */
  readonly opened = signal(-1);
  /** The id of the span whose detail was loaded last: what the URL says of it is no news. */
  openedId = '';
  /** What could not be done, for the page to show. */
  readonly problem = signal('');
  readonly showRow = signal<ShowRow | undefined>(undefined);

  readonly columns: TraceColumns;
  readonly source: TraceSource;
  readonly url: UrlState;

  constructor(columns: TraceColumns, source: TraceSource, url: UrlState) {
    this.columns = columns;
    this.source = source;
    this.url = url;
    this.siblings = siblingsOf(columns);
    this.whole = extentOf(columns);
    this.errors = errorsOf(columns);
    this.formats = columns.contextFormats.filter((format) => format !== '');
    this.tab = computed(() => TABS.find((tab) => tab === url.get('tab')) ?? 'timeline');
    this.view = computed(() => viewFromText(url.get('view'), this.whole));
    this.collapse = computed(() => collapseFromText(columns, url.get('collapsed')));
    this.rows = computed(() => visibleRows(columns, this.collapse.value));
    const shifts = computed(() => clockShift(columns));
    this.shift = computed(() => (url.get('clocks') === 'aligned' ? shifts.value : undefined));
    this.showCritical = computed(() => url.get('critical') !== 'off');
    this.find = computed(() => url.get('uiFind'));
    this.matchSet = computed(() => {
      const found = findByName(columns, this.find.value);
      const fromBackend = this.backendMatches.value;
      if (fromBackend?.text === this.find.value.trim())
        for (const index of fromBackend.indexes) found.add(index);
      return found;
    });
    this.matches = computed(() => [...this.matchSet.value].toSorted((a, b) => a - b));
    this.active = signal(0);
  }

  setTab(tab: Tab): void {
    this.url.set({ tab: tab === 'timeline' ? '' : tab }, 'push');
  }

  setView(view: Viewport): void {
    const bounded = within(view, this.whole);
    this.url.set({ view: isWhole(bounded, this.whole) ? '' : viewToText(bounded) });
  }

  /** Zooms around the middle of the active span's bar when that is in sight, else of the sight. */
  zoom(factor: number, point?: number): void {
    const view = this.view.value;
    const middle = (this.startOf(this.active.value) + this.endOf(this.active.value)) / 2;
    const isInSight = middle > view.start && middle < view.end;
    const around = point ?? (isInSight ? middle : (view.start + view.end) / 2);
    this.setView(zoomAround(view, this.whole, factor, around));
  }

  setCollapse(collapse: Collapse): void {
    this.url.set({ collapsed: collapseToText(this.columns, collapse) });
    this.#leaveHiddenRow();
  }

  /** A row that was just hidden hands over to the one that hides it. */
  #leaveHiddenRow(): void {
    let index = this.active.value;
    while (index >= 0 && (this.rows.value.rowOf[index] ?? -1) < 0) index = this.columns.parent[index] ?? -1;
    this.active.value = Math.max(0, index);
  }

  /** The span's start as it is drawn. */
  startOf(index: number): number {
    return startOf(this.columns, index) + (this.shift.value?.[index] ?? 0);
  }

  endOf(index: number): number {
    return endOf(this.columns, index) + (this.shift.value?.[index] ?? 0);
  }

  /** Of its service: the number of its colour in the tokens. */
  colourOf(index: number): number {
    return serviceSlot(serviceOf(this.columns, index));
  }

  /** Makes a span's row and bar seen, whatever hides them. */
  goTo(index: number, { open = this.opened.value >= 0 }: { open?: boolean } = {}): void {
    if (index < 0 || index >= this.columns.spanCount) return;
    const revealed = reveal(this.columns, this.collapse.value, index);
    if (revealed !== this.collapse.value) this.setCollapse(revealed);
    this.active.value = index;
    if (open) this.opened.value = index;
    const view = this.view.value;
    if (this.endOf(index) < view.start || this.startOf(index) > view.end) {
      const half = (view.end - view.start) / 2;
      const middle = (this.startOf(index) + Math.min(this.endOf(index), this.startOf(index) + half)) / 2;
      this.setView({ start: middle - half, end: middle + half });
    }
    this.showRow.value = { index };
  }

  /** Opens a span on the timeline, from whichever tab. */
  openOnTimeline(index: number): void {
    if (this.tab.value !== 'timeline') this.setTab('timeline');
    this.goTo(index, { open: true });
  }

  close(): void {
    this.opened.value = -1;
    this.openedId = '';
    this.url.set({ span: '' });
  }

  nextError(direction: 1 | -1): void {
    this.#step('error', this.errors, direction);
  }

  nextMatch(direction: 1 | -1): void {
    this.#step('match', this.matches.value, direction);
  }

  #step(what: string, indexes: readonly number[], direction: 1 | -1): void {
    const index = nextOf(indexes, this.active.value, direction);
    if (index < 0) {
      announce(`No ${what} in this trace`);
      return;
    }
    if (this.tab.value !== 'timeline') this.setTab('timeline');
    this.goTo(index);
    announce(`${what} ${indexes.indexOf(index) + 1} of ${indexes.length}`);
  }
}

function errorsOf(columns: TraceColumns): number[] {
  const errors: number[] = [];
  for (let index = 0; index < columns.spanCount; index++) if (isError(columns, index)) errors.push(index);
  return errors;
}

/** `12.5~80`: µs since the trace's start. */
const viewToText = ({ start, end }: Viewport): string => `${digits(start)}~${digits(end)}`;
const digits = (time: number): string => String(Math.round(time * 100) / 100);

function viewFromText(text: string, whole: Viewport): Viewport {
  const [start, end] = text.split('~').map(Number);
  if (text === '' || start === undefined || end === undefined || !(end > start)) return whole;
  return within({ start, end }, whole);
}
