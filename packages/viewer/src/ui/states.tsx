/** What a page shows instead of its content: nothing yet, nothing found, something went wrong. */
import type { ComponentChildren } from 'preact';
import './states.css';

interface StateProps {
  readonly title: string;
  /** Where it stands for the whole page it is the page's heading. */
  readonly heading?: 'h1' | 'h2';
  /** What the reader can do now. */
  readonly children?: ComponentChildren;
}

export const EmptyState = ({ title, heading: Heading = 'h2', children }: StateProps) => (
  <div class="state">
    <Heading class="state-title">{title}</Heading>
    {children}
  </div>
);

/** @param retry is what "Try again" does; without it there is no such button. */
export const ErrorState = ({
  title,
  heading: Heading = 'h2',
  children,
  retry,
}: StateProps & { readonly retry?: () => void }) => (
  <div class="state state-error" role="alert">
    <Heading class="state-title">
      <span aria-hidden="true">✗ </span>
      {title}
    </Heading>
    {children}
    {retry && (
      <button type="button" class="button" onClick={retry}>
        Try again
      </button>
    )}
  </div>
);

/** Shown only after a moment, so that a quick answer does not flicker. */
export const Loading = ({ what }: { readonly what: string }) => (
  <div class="state state-loading" role="status">
    <span class="spinner" aria-hidden="true" />
    Loading {what} …
  </div>
);
