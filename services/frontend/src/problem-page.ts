/** What a person is told when something failed: which service, and that the trace beside it shows where. */
import { STATUS_CODES } from 'node:http';
import type { Problem } from '@tracewalk/service';
import { html } from '@tracewalk/service/html';
import type { Page } from './layout.ts';

export function problemPage({ status, message, extensions }: Problem, path: string): Page {
  const { cause, upstream } = extensions as { cause?: string; upstream?: string };
  const broken = status >= 500 ? (cause ?? upstream) : undefined;
  const title = broken ? `${broken} did not do its part` : (STATUS_CODES[status] ?? 'Error');
  return {
    title,
    main: html`<div class="problem" data-broken="${broken}">
      <h1>${title}</h1>
      <p class="lead">${message}.</p>
      ${status >= 500 && html`<p>The trace shows where it happened.</p>`}
      <p>
        ${status >= 500 && html`<a href="${path}" data-action="try again">Try again</a> · `}<a
          href="/"
          data-action="open home"
          >Home</a
        >
      </p>
    </div>`,
  };
}
