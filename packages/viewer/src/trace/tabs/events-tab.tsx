/** All events of all spans in one list, by time. */
import type { TraceEvents } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { attributeText, duration, named, visible } from '../format.ts';
import { operationOf, serviceOf } from '../model/columns.ts';
import { ServiceMark } from '../../ui/service-chip.tsx';
import type { TraceState } from '../state/trace-state.ts';
import { More } from './more.tsx';

/** More than this are not fetched: it is said. */
const MOST = 1_500;

export function EventsTab({ state }: { state: TraceState }) {
  const { columns } = state;
  const { data, error, retry } = useAnswer<TraceEvents>(state.source.path('/events', { limit: MOST }));
  if (error) {
    return (
      <ErrorState title="Cannot list the events" retry={retry}>
        <p>{error.message}</p>
      </ErrorState>
    );
  }
  if (!data) return <Loading what="the events" />;
  if (data.events.length === 0) return <EmptyState title="No span of this trace has events" />;
  return (
    <div class="tab-body">
      {data.total > data.events.length && (
        <p class="notice">
          The trace has {formatCount(data.total)} events; the first {formatCount(data.events.length)} are
          listed.
        </p>
      )}
      <More items={data.events} what="event">
        {(shown) => (
          <div class="scroll-x" tabIndex={0} role="region" aria-label="Events">
            <table class="data">
              <caption class="visually-hidden">All events of this trace, by time</caption>
              <thead>
                <tr>
                  <th scope="col">Time</th>
                  <th scope="col" class="is-text">
                    Event
                  </th>
                  <th scope="col" class="is-text">
                    Span
                  </th>
                  <th scope="col" class="is-text">
                    Attributes
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map((event, key) => (
                  <tr key={key}>
                    <td>{duration(event.time)}</td>
                    <th scope="row">
                      <bdi>{named(event.name, 'name')}</bdi>
                    </th>
                    <td class="is-text">
                      <ServiceMark name={serviceOf(columns, event.span)} />{' '}
                      <button
                        type="button"
                        class="button-link"
                        onClick={() => state.openOnTimeline(event.span)}
                      >
                        <bdi>{named(operationOf(columns, event.span), 'name')}</bdi>
                      </button>
                    </td>
                    <td class="is-text is-wide">
                      {event.attributes.map((attribute) => (
                        <span key={attribute.key} class="pair">
                          <bdi class="pair-key">{visible(attribute.key)}</bdi>=
                          <bdi>{attributeText(attribute.value, 300)}</bdi>
                        </span>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </More>
    </div>
  );
}
