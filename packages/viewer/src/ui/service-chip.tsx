import { serviceLetters, serviceSlot } from '@tracewalk/waterfall/service-colour';
import './service-chip.css';

/** The square with a service's letters in its colour. It only decorates: the name must stand beside it. */
export const ServiceMark = ({ name }: { readonly name: string }) => (
  <span class={`service-mark service-${serviceSlot(name)}`} aria-hidden="true">
    {serviceLetters(name)}
  </span>
);

interface ServiceChipProps {
  readonly name: string;
  readonly spans?: number;
  readonly errors?: number;
}

/** A service's mark and name, with the number of its spans and of those that failed. */
export const ServiceChip = ({ name, spans, errors = 0 }: ServiceChipProps) => (
  <span class="chip">
    <ServiceMark name={name} />
    <span class="chip-text">{name || '(no service name)'}</span>
    {spans !== undefined && <span class="chip-count">{spans}</span>}
    {errors > 0 && (
      <span class="chip-errors">
        <span aria-hidden="true">✗</span>
        {errors}
        <span class="visually-hidden"> failed</span>
      </span>
    )}
  </span>
);
