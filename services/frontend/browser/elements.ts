/** Finds what the server has rendered. A page may be without any of it. */
export const find = <Kind extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): Kind | null => within.querySelector<Kind>(selector);

/** Sets text only where it changes: a live region speaks on every change. */
export function say(element: HTMLElement | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}
