import { setQuery } from '../app/router.ts';

/** Where to go on with one service. */
export const FocusLinks = ({ service }: { readonly service: string }) => (
  <p class="focus-links">
    <a href={`/search?service=${encodeURIComponent(service)}`}>Traces of {service}</a>
    <a href={`/monitor?service=${encodeURIComponent(service)}`}>Its rate, errors and durations</a>
    <button type="button" class="button-link" onClick={() => setQuery({ focus: '', only: '' })}>
      Show all services
    </button>
  </p>
);
