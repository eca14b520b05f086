import { useRef } from 'preact/hooks';
import { traceHref } from './match-route.ts';
import { navigate } from './router.ts';

/** 1 to 32 hex digits; with dashes where somebody pasted a UUID, and spaces around. */
export function readTraceId(text: string): string | undefined {
  const id = text.trim().replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{1,32}$/.test(id) ? id : undefined;
}

const EXPECTED = 'A trace id has 1 to 32 hexadecimal digits';

/** Goes to a trace by its id. There is one in the header, and on a phone one on the search page. */
export function FindTrace() {
  const input = useRef<HTMLInputElement>(null);
  const find = (event: SubmitEvent) => {
    event.preventDefault();
    const field = input.current;
    const id = readTraceId(field?.value ?? '');
    field?.setCustomValidity(id ? '' : EXPECTED);
    if (field && id) field.value = '';
    if (id) navigate(traceHref(id));
    else field?.reportValidity();
  };
  return (
    <form class="find-trace" role="search" aria-label="Trace by id" onSubmit={find}>
      <input
        ref={input}
        type="search"
        aria-label="Trace id"
        placeholder="Trace id"
        spellcheck={false}
        autocomplete="off"
        maxLength={64}
        onInput={({ currentTarget }) => currentTarget.setCustomValidity('')}
      />
    </form>
  );
}

/** Moves the keyboard to the field that is in sight. */
export function focusFindTrace(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>('.find-trace input')];
  const field = fields.find((each) => each.checkVisibility());
  if (field) field.focus();
  else navigate('/search');
}
