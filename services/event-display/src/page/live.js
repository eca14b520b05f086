// Puts each event that arrives on top of the list. The browser connects again by itself, and goes on where it was.
const MAX_ROWS = 100;
const list = document.querySelector('#events');
const state = document.querySelector('#state');

const stream = new EventSource(`events/stream?after=${list.dataset.newest}`);
stream.addEventListener('open', () => (state.textContent = 'Live.'));
stream.addEventListener('error', () => (state.textContent = 'Not connected.'));
stream.addEventListener('message', ({ data }) => {
  const { receivedAt, traceId, event } = JSON.parse(data);
  const row = document.createElement('tr');
  for (const text of [receivedAt, event.type, event.source, event.flip, traceId]) {
    // Always as text: an event may hold anything.
    row.insertCell().textContent = text ?? '';
  }
  list.prepend(row);
  while (list.rows.length > MAX_ROWS) list.deleteRow(-1);
});
