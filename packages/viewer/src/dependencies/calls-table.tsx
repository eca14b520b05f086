import { formatDuration, microseconds } from '@tracewalk/trace-model';
import { useState } from 'preact/hooks';
import { formatCount, formatShare, plural } from '../ui/format-number.ts';
import { ServiceMark } from '../ui/service-chip.tsx';
import { type Call, filterCalls, PROTOCOL_NAMES } from './graph-model.ts';

/** More rows are not read in one go; thousands would take the browser seconds. */
const ROWS = 200;

interface CallsTableProps {
  readonly calls: readonly Call[];
  readonly caption: string;
  readonly hrefOf: (service: string) => string;
}

/** The graph as a table: the same for who cannot see a picture, or has too many services for one. */
export function CallsTable({ calls, caption, hrefOf }: CallsTableProps) {
  const [text, setText] = useState('');
  const [most, setMost] = useState(ROWS);
  const found = filterCalls(calls, text);
  return (
    <div class="calls">
      {calls.length > 20 && (
        <input
          type="search"
          class="calls-find"
          aria-label="Find in the table"
          placeholder="Find a service"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      )}
      <div class="table-box" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">Caller</th>
              <th scope="col">Called</th>
              <th scope="col">Over</th>
              <th scope="col" class="number">
                Calls
              </th>
              <th scope="col" class="number">
                Errors
              </th>
              <th scope="col" class="number">
                p50
              </th>
              <th scope="col" class="number">
                p95
              </th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, most).map((call) => (
              <Row key={`${call.from} ${call.to} ${call.protocol}`} call={call} hrefOf={hrefOf} />
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && <p class="muted">No call fits “{text}”.</p>}
      {found.length > most && (
        <button type="button" class="button" onClick={() => setMost(most + ROWS)}>
          Show more of {plural(found.length, 'row')}
        </button>
      )}
    </div>
  );
}

const Row = ({ call, hrefOf }: { readonly call: Call; readonly hrefOf: (service: string) => string }) => (
  <tr>
    <td>
      <Service name={call.caller} href={hrefOf(call.caller)} />
    </td>
    <td>
      <Service name={call.called} href={hrefOf(call.called)} />
    </td>
    <td>{PROTOCOL_NAMES[call.protocol]}</td>
    <td class="number">{formatCount(call.calls)}</td>
    <td class={call.errors > 0 ? 'number error-text' : 'number'}>
      {call.errors > 0 ? `✗ ${formatCount(call.errors)} (${formatShare(call.errors / call.calls)})` : '0'}
    </td>
    <td class="number">{formatDuration(microseconds(call.p50))}</td>
    <td class="number">{formatDuration(microseconds(call.p95))}</td>
  </tr>
);

const Service = ({ name, href }: { readonly name: string; readonly href: string }) => (
  <a class="service-link" href={href}>
    <ServiceMark name={name} />
    <bdi>{name || '(no service name)'}</bdi>
  </a>
);
