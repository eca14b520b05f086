import { announce } from '../ui/announce.tsx';

/** Puts a text on the clipboard, and says so: `what` is copied. */
export function copyText(what: string, text: string): void {
  navigator.clipboard.writeText(text).then(
    () => announce(`${what} copied`),
    () => announce('Cannot copy: the browser refused access to the clipboard'),
  );
}
