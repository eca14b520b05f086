/** The page of the third story: coins as they fall. */
import { type Html, html } from '@tracewalk/service/html';
import type { EventFeed, FeedState } from './event-feed.ts';
import type { Page, Site } from './layout.ts';
import type { CoinEvent } from './seen-event.ts';

interface Coin {
  beat?: number;
  /** Absent for tails: its event never came. */
  event?: CoinEvent;
}

const SHOWN = 60;
/** A larger gap is no row of tails: heartbeats began anew, or nobody listened. */
const MOST_TAILS = 12;

/**
 * The coins of some events, both the latest first. Only heads arrive at event-display, but heartbeats count: where a
 * number is missing between two heads, that coin fell on tails, which ends at broker.
 */
export function coinsOf(events: readonly CoinEvent[]): Coin[] {
  return events.flatMap((event, index) => {
    const heads: Coin = { beat: event.beat, event };
    const before = events[index + 1]?.beat;
    if (before === undefined || event.beat === undefined) return [heads];
    const missing = event.beat - before - 1;
    if (missing < 1 || missing > MOST_TAILS) return [heads];
    return [heads, ...Array.from({ length: missing }, (_, back) => ({ beat: (event.beat ?? 0) - 1 - back }))];
  });
}

/** What is new since the event before, or the whole of it without one. */
export const newCoins = (event: CoinEvent, before: CoinEvent | undefined): Coin[] =>
  before ? coinsOf([event, before]).slice(0, -1) : [{ beat: event.beat, event }];

export const coinItems = (coins: readonly Coin[], { viewerUrl }: Pick<Site, 'viewerUrl'>): Html =>
  html`${coins.map(({ beat, event }) => {
    const number = beat === undefined ? '' : `#${beat}`;
    if (!event)
      return html`<li data-side="tails">
        <span class="coin">tails</span> <span class="quiet">${number}</span>
      </li>`;
    const { traceId } = event;
    const trace = traceId && viewerUrl;
    return html`<li data-side="heads">
      <span class="coin">heads</span> <span class="quiet">${number}</span>${
        trace &&
        html` <a href="${viewerUrl}/trace/${traceId}" data-trace="${traceId}"
          >trace<span class="visually-hidden"> of coin ${number}</span></a
        >`
      }
    </li>`;
  })}`;

export function coinsPage(feed: EventFeed, site: Site): Page {
  const events = feed.recent().filter((event) => event.kind === 'coin');
  return {
    title: 'Coins',
    section: 'coins',
    main: html`<h1>Coins</h1>
      <p class="path">
        heartbeats <i>tells</i> broker <i>asks</i> coinflip <i>replies to</i> broker
        <i>delivers heads to</i> event-display
      </p>
      <p>
        Every second a heartbeat has a coin flipped. Heads arrive at event-display. Tails end at broker: a
        number that is missing between two heads is one.
      </p>
      <p class="live">
        <span data-part="feed-state">${feedState(feed.state)}</span>
        <button type="button" data-part="pause" hidden>Pause</button
        ><noscript> <a href="/coins">Look again</a></noscript>
      </p>
      <ol class="coins" reversed data-coins="${SHOWN}">
        ${coinItems(coinsOf(events).slice(0, SHOWN), site)}
      </ol>`,
  };
}

const STATES: Record<FeedState, string> = {
  off: 'Coins cannot be shown here: EVENT_DISPLAY_URL is not set.',
  connecting: 'Connecting to event-display.',
  live: 'As they arrive at event-display.',
  lost: 'event-display cannot be reached. Trying again.',
};

export const feedState = (state: FeedState): string => STATES[state];
