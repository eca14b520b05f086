/** What a span of a query is called: `SELECT users.users` (database conventions, "db.query.summary"). */
export interface QuerySummary {
  operation: string;
  collection?: string;
  summary: string;
}

const OPERATION = /\b(SELECT|INSERT|UPDATE|DELETE|BEGIN|COMMIT|ROLLBACK|CREATE|NOTIFY|LISTEN|SET)\b/i;
const COLLECTION = /\b(?:FROM|INTO|UPDATE)\s+(?:ONLY\s+)?([a-z_][\w.]*)/i;
/** A statement that changes data; within WITH it is what the query is for, whatever is selected in the end. */
const CHANGE = /(?<!\b(?:FOR|DO)\s+)\b(INSERT|UPDATE|DELETE)\s+(?:(?:INTO|FROM|ONLY)\s+)*([a-z_][\w.]*)/i;
/** Comments and text, which may hold the words that are looked for. */
const NOISE = /--[^\n]*|\/\*[^]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)/g;
/** A long query is named by its beginning: what follows would not change the name. */
const READ_AT_MOST = 4_000;

/** Low in cardinality and without line breaks, whatever the query's layout. Values are never part of it. */
export function summariseQuery(text: string): QuerySummary {
  const words = text.slice(0, READ_AT_MOST).replace(NOISE, ' ').replaceAll('"', '');
  const statement = outsideParentheses(words);
  const change = /^\s*WITH\b/i.test(statement) ? CHANGE.exec(words) : null;
  const operation = (change ?? OPERATION.exec(statement))?.[1]?.toUpperCase() ?? 'QUERY';
  const collection = change?.[2] ?? COLLECTION.exec(statement)?.[1];
  return { operation, collection, summary: collection ? `${operation} ${collection}` : operation };
}

/** What is within parentheses only serves the statement. */
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
