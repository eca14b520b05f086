/** The pages and their addresses, which are Jaeger's. */
export type Route =
  | { readonly page: 'search' | 'dependencies' | 'monitor' | 'not-found' }
  | { readonly page: 'trace'; readonly id: string }
  | { readonly page: 'compare'; readonly a: string; readonly b: string };

export function matchRoute(pathname: string): Route {
  const [first = '', second, ...rest] = pathname.split('/').filter((part) => part !== '');
  if (rest.length > 0) return { page: 'not-found' };
  if (first === 'trace' && second !== undefined) return traceRoute(decode(second));
  if (second !== undefined) return { page: 'not-found' };
  switch (first) {
    case '':
    case 'search':
      return { page: 'search' };
    case 'dependencies':
    case 'monitor':
      return { page: first };
    default:
      return { page: 'not-found' };
  }
}

function traceRoute(text: string): Route {
  const [a = '', b, ...more] = text.split('...');
  if (b === undefined) return { page: 'trace', id: a };
  return a && b && more.length === 0 ? { page: 'compare', a, b } : { page: 'not-found' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const traceHref = (id: string): string => `/trace/${encodeURIComponent(id)}`;

export const compareHref = (a: string, b: string): string =>
  `/trace/${encodeURIComponent(a)}...${encodeURIComponent(b)}`;

/** A parameter's new value; without one it leaves the address. */
export type QueryChange = Readonly<Record<string, string | undefined>>;

/** The path with some parameters changed and the others as they were. */
export function withQuery(
  { pathname, search }: Pick<URL, 'pathname' | 'search'>,
  change: QueryChange,
): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text ? `${pathname}?${text}` : pathname;
}
