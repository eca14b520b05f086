/** The pages of the first story: users, and the profile of one. */
import { type Html, html } from '@tracewalk/service/html';
import type { Page } from './layout.ts';
import { type Run, runList, type Stack, startRunForm } from './run-pages.ts';

export interface User {
  id: number;
  name: string;
  email: string;
  joinedOn: string;
}

export interface Profile extends User {
  profile: { title: string; department: string; location: string; bio: string } | null;
  runs: Run[];
}

interface UserList {
  users: User[];
  nextCursor: string | null;
}

interface Asked {
  q?: string | undefined;
  cursor?: string | undefined;
}

export function usersPage({ users, nextCursor }: UserList, { q = '', cursor }: Asked): Page {
  const to = (more: Record<string, string>) =>
    `/users?${new URLSearchParams({ ...(q && { q }), ...more }).toString()}`;
  return {
    title: q ? `Users: ${q}` : 'Users',
    section: 'users',
    main: html`<h1>Users</h1>
      <p class="path">frontend <i>asks</i> user <i>asks</i> profile</p>
      <form class="search" role="search" action="/users" data-action="search users">
        <label for="q">Name or e-mail</label>
        <input id="q" name="q" type="search" maxlength="64" value="${q}" autocomplete="off" />
        <button>Search</button>
      </form>
      ${users.length === 0 ? html`<p class="empty">Nobody${q && html` with “${q}”`} is here.</p>` : userList(users)}
      <nav class="paging" aria-label="Pages of users">
        ${cursor && html`<a href="${to({})}" data-action="first users">First page</a>`}
        ${nextCursor && html`<a href="${to({ cursor: nextCursor })}" rel="next" data-action="next users">Next page</a>`}
      </nav>`,
  };
}

const userList = (users: readonly User[]): Html =>
  html`<ul class="users">
    ${users.map(
      ({ id, name, email }) =>
        html`<li>
          <a href="/users/${id}" data-action="open profile">${name}</a> <span class="quiet">${email}</span>
        </li>`,
    )}
  </ul>`;

export const profilePage = (
  { id, name, email, joinedOn, profile, runs }: Profile,
  stacks: Stack[],
): Page => ({
  title: name,
  section: 'users',
  main: html`<p class="back"><a href="/users" data-action="open users">Users</a></p>
    <h1>${name}</h1>
    ${
      profile
        ? html`<p class="lead">${profile.title}, ${profile.department}</p>
            <p>${profile.bio}</p>`
        : html`<p>There is no profile of this user.</p>`
    }
    <dl class="facts">
      <div>
        <dt>E-mail</dt>
        <dd>${email}</dd>
      </div>
      ${
        profile &&
        html`<div>
          <dt>Place</dt>
          <dd>${profile.location}</dd>
        </div>`
      }
      <div>
        <dt>Here since</dt>
        <dd><time datetime="${joinedOn}">${joinedOn}</time></dd>
      </div>
    </dl>
    <h2>Runs of ${name}</h2>
    ${runs.length === 0 ? html`<p class="empty">None yet.</p>` : runList(runs)} ${startRunForm(stacks, id)}`,
});
