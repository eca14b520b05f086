import type { ServiceGraph } from '../api/types.ts';
import { formatCount, plural } from '../ui/format-number.ts';
import { EmptyState } from '../ui/states.tsx';
import { focusHref } from './focus-href.ts';

/** Instead of a picture that nobody could read. The busiest services are most likely what is looked for. */
export function TooMany({ graph, focus }: { readonly graph: ServiceGraph; readonly focus: string }) {
  const busiest = graph.nodes
    .filter(({ name }) => name !== focus)
    .toSorted((a, b) => b.spanCount - a.spanCount)
    .slice(0, 10);
  const [services, kinds] = [formatCount(graph.nodes.length), formatCount(graph.edges.length)];
  return (
    <EmptyState title={`${services} services are too many for one picture`}>
      <p>
        {kinds} kinds of calls between them: nobody could read that. They are in the table below. Or look at
        one service and its neighbours:
      </p>
      <ul class="busiest">
        {busiest.map(({ name, spanCount }) => (
          <li key={name}>
            <a href={focusHref(name)}>{name}</a> {plural(spanCount, 'span')}
          </li>
        ))}
      </ul>
    </EmptyState>
  );
}
