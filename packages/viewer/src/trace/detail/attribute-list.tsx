/** Attributes as a table of keys and values. Values are text, whatever they hold. */
import { useState } from 'preact/hooks';
import type { Attribute } from '../../api/types.ts';
import { plural } from '../../ui/format-number.ts';
import { bytes, visible } from '../format.ts';

/** Longer values are cut until they are asked for. */
const SHOWN = 2_000;
const SHOWN_ROWS = 100;

interface ListProps {
  title: string;
  attributes: readonly Attribute[];
  note?: string;
  isOpen?: boolean;
}

export function AttributeList({ title, attributes, note = '', isOpen = false }: ListProps) {
  if (attributes.length === 0 && note === '') return null;
  return (
    <details class="detail-section" open={isOpen}>
      <summary>
        {title} <span class="count">{attributes.length > 0 ? attributes.length : ''}</span>
        {note !== '' && <bdi class="note">{visible(note)}</bdi>}
      </summary>
      <AttributeTable label={title} attributes={attributes} />
    </details>
  );
}

export function AttributeTable({ label, attributes }: { label: string; attributes: readonly Attribute[] }) {
  const [all, setAll] = useState(false);
  if (attributes.length === 0) return null;
  const shown = all ? attributes : attributes.slice(0, SHOWN_ROWS);
  return (
    <>
      <table class="attributes" aria-label={label}>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((attribute, row) => (
            <tr key={row}>
              <th scope="row">
                <bdi>{visible(attribute.key)}</bdi>
              </th>
              <td>
                <Value attribute={attribute} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < attributes.length && (
        <button type="button" class="button" onClick={() => setAll(true)}>
          Show all {plural(attributes.length, 'attribute')}
        </button>
      )}
    </>
  );
}

function Value({ attribute: { type, value } }: { attribute: Attribute }) {
  const [all, setAll] = useState(false);
  const text = visible(typeof value === 'string' ? value : JSON.stringify(value ?? null));
  const isLong = text.length > SHOWN;
  return (
    <>
      <bdi class={`value is-${type}`}>
        {isLong && !all ? text.slice(0, SHOWN) : text === '' ? '""' : text}
      </bdi>
      {isLong && !all && (
        <button type="button" class="button is-small" onClick={() => setAll(true)}>
          Show all of it ({bytes(text.length)})
        </button>
      )}
      {type !== 'string' && <small class="type">{type}</small>}
    </>
  );
}
