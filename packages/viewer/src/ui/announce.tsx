import { signal } from '@preact/signals';

const message = signal('');

/** Tells a screen reader something that is seen elsewhere on the page: "12 traces found". */
export function announce(text: string): void {
  message.value = text;
}

export const Announcer = () => (
  <div class="visually-hidden" role="status">
    {message}
  </div>
);
