/** The first page: the three stories, and where to begin each. It asks nobody, so it is there whatever is broken. */
import { html } from '@tracewalk/service/html';
import type { Page } from './layout.ts';

export const homePage: Page = {
  title: 'See what a trace shows',
  main: html`<h1>See what a trace shows</h1>
    <p class="lead">
      Small services that call each other. Do something, and its trace is drawn: who was asked, in which
      order, and where the time went.
    </p>
    <ul class="stories">
      <li>
        <h2><a href="/users" data-action="open users">A request</a></h2>
        <p class="path">frontend <i>asks</i> user <i>asks</i> profile</p>
        <p>Open a profile. frontend asks two services at once, and each reads its database.</p>
      </li>
      <li>
        <h2><a href="/runs" data-action="open runs">A job</a></h2>
        <p class="path">server <i>queues,</i> drain <i>works, tells</i> broker</p>
        <p>
          Start a run. The answer comes at once, the work is done later, and it is one trace all the same.
        </p>
      </li>
      <li>
        <h2><a href="/coins" data-action="open coins">An event</a></h2>
        <p class="path">heartbeats <i>tells</i> broker <i>asks</i> coinflip</p>
        <p>Watch coins fall. Every second an event goes through a broker, which nobody waits for.</p>
      </li>
    </ul>`,
};
