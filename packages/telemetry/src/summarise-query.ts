/** What a span of a query is called: `SELECT users.users` (database conventions, "db.query.summary"). */
export interface QuerySummary {
  operation: string;
  collection?: string;
  summary: string;
}

const OPERATION = /\b(SELECT|INSERT|UPDATE|DELETE|BEGIN|COMMIT|ROLLBACK|CREATE|NOTIFY|LISTEN|SET)\b/i;
const COLLECTION = /\b(?:FROM|INTO|UPDATE)\s+(?:ONLY\s+)?([a-z_][\w.]*)/i;
/** Comments and text, which may hold the words that are looked for. */
const NOISE = /--[^\n]*|\/\*[^]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)/g;
/** A long query is named by its beginning: what follows would not change the name. */
const READ_AT_MOST = 4_000;

/** Low in cardinality and without line breaks, whatever the query's layout. Values are never part of it. */
export function summariseQuery(text: string): QuerySummary {
  const statement = outsideParentheses(text.slice(0, READ_AT_MOST).replace(NOISE, ' ').replaceAll('"', ''));
  const operation = OPERATION.exec(statement)?.[1]?.toUpperCase() ?? 'QUERY';
  const collection = COLLECTION.exec(statement)?.[1];
  return { operation, collection, summary: collection ? `${operation} ${collection}` : operation };
}

/** `WITH next AS (SELECT …) UPDATE job …` is an update of `job`: what is within parentheses only serves it. */
function outsideParentheses(text: string): string {
  let depth = 0;
  let outside = '';
  for (const sign of text) {
    if (sign === '(' && depth++ === 0) outside += '?';
    else if (sign === ')') depth -= 1;
    else if (depth === 0) outside += sign;
  }
  return outside;
}
