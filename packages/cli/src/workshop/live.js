// @ts-check
// The script of the workshop's page: puts the new table in the place of the old one. Without it the page loads itself again.
const board = document.getElementById('board');
const state = document.querySelector('.live');

if (board && state) {
  const stream = new EventSource(`/events?order=${board.dataset.order}`);
  const say = (/** @type {string} */ text) => (state.textContent = text);
  stream.addEventListener('open', () => say('This page is live.'));
  stream.addEventListener('error', () => say('The workshop does not answer. Trying again.'));
  stream.addEventListener('board', ({ data }) => {
    const before = board.querySelector('.scroll');
    const [left, focused] = [before?.scrollLeft ?? 0, hrefInFocus()];
    // Made and escaped by the workshop itself.
    board.innerHTML = JSON.parse(data);
    const after = board.querySelector('.scroll');
    if (after) after.scrollLeft = left;
    const link = focused && board.querySelector(`a[href="${CSS.escape(focused)}"]`);
    if (link instanceof HTMLElement) link.focus({ preventScroll: true });
  });
}

/** Whoever goes through the table with Tab stays where they are. */
function hrefInFocus() {
  return board?.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : undefined;
}
