/** HTML in which every value is text unless it is HTML itself: what a service answers cannot become an element. */

const made: unique symbol = Symbol('made by html``');

/** Text that html`` has made, and nobody else can have. */
export interface Html {
  readonly [made]: string;
}

type Value = Html | string | number | null | undefined | false | readonly Value[];

/** The template, its values escaped. Lists are joined; null, undefined and false are left out. */
export function html(template: TemplateStringsArray, ...values: Value[]): Html {
  return { [made]: String.raw({ raw: template }, ...values.map(asText)) };
}

export const toText = (value: Html): string => value[made];

function asText(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'object') return made in value ? value[made] : value.map(asText).join('');
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
