/** What happens while the page is open: coins that fall, and the run that it shows. One stream for both. */
import { find, say } from './elements.ts';

interface RunNews {
  state: string;
  steps: string;
  over: boolean;
}

export interface Live {
  /** The page has new content: follow what that shows. */
  follow(): void;
}

/** @param onRunOver is called when the run of the page is over: its trace has grown. */
export function createLive(onRunOver: () => void): Live {
  let stream: EventSource | undefined;

  const close = () => {
    stream?.close();
    stream = undefined;
  };

  const open = () => {
    close();
    const coins = find('[data-coins]');
    const run = find('[data-run]:not([data-over])');
    if (document.hidden || (!coins && !run)) return;
    stream = new EventSource(run ? `/events/stream?run=${run.dataset.run ?? ''}` : '/events/stream');
    stream.addEventListener('error', () =>
      say(find('[data-part="feed-state"]'), 'Not connected. Trying again.'),
    );
    listen<{ says: string }>(stream, 'feed', ({ says }) => say(find('[data-part="feed-state"]'), says));
    listen<{ html: string }>(stream, 'coins', ({ html }) => coins && addCoins(coins, html));
    listen<RunNews>(stream, 'run', (news) => {
      if (!run) return;
      showRun(run, news);
      if (!news.over) return;
      close();
      onRunOver();
    });
  };

  // A page that nobody sees needs no stream.
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  document.addEventListener('click', ({ target }) => {
    const button = (target as Element).closest<HTMLButtonElement>('[data-part="pause"]');
    if (button) pause(button);
  });

  return {
    follow: () => {
      const button = find<HTMLButtonElement>('[data-part="pause"]');
      if (button) button.hidden = false;
      open();
    },
  };
}

function listen<News>(stream: EventSource, name: string, hear: (news: News) => void): void {
  stream.addEventListener(name, ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as News));
}

function showRun(run: HTMLElement, { state, steps, over }: RunNews): void {
  say(find('[data-part="run-state"]'), state);
  // Made and escaped by this page's own server (`html` of packages/service).
  run.innerHTML = steps;
  if (over) run.dataset.over = '';
}

function addCoins(coins: HTMLElement, html: string): void {
  if (coins.dataset.paused !== undefined) return;
  coins.insertAdjacentHTML('afterbegin', html);
  while (coins.childElementCount > Number(coins.dataset.coins)) coins.lastElementChild?.remove();
}

/** What moves by itself can be stopped (WCAG 2.2.2). */
function pause(button: HTMLButtonElement): void {
  const coins = find('[data-coins]');
  if (!coins) return;
  const paused = coins.toggleAttribute('data-paused');
  say(button, paused ? 'Go on' : 'Pause');
}
