/** What a span of a query is called: `SELECT users.users` (database conventions, "db.query.summary"). */
export interface QuerySummary {
  operation: string;
  collection?: string;
  summary: string;
}

const OPERATION = /\b(SELECT|INSERT|UPDATE|DELETE|BEGIN|COMMIT|ROLLBACK|CREATE|NOTIFY|LISTEN|SET)\b/i;
const COLLECTION = /\b(?:FROM|INTO|UPDATE)\s+([a-z_][\w.]*)/i;
/** A long query is named by its beginning: what follows would not change the name. */
const READ_AT_MOST = 4_000;

/** Low in cardinality and without line breaks, whatever the query's layout. Values are never part of it. */
export function summariseQuery(text: string): QuerySummary {
  const start = text.slice(0, READ_AT_MOST);
  const operation = mainOperation(start);
  const collection = COLLECTION.exec(start)?.[1];
  return { operation, collection, summary: collection ? `${operation} ${collection}` : operation };
}

/** In `WITH next AS (SELECT …) UPDATE job …` the statement that changes data is what the query is for. */
function mainOperation(text: string): string {
  const changing = /^\s*WITH\b/i.test(text) ? /\b(INSERT|UPDATE|DELETE)\b(?!\s+SKIP)/i.exec(text) : null;
  return (changing ?? OPERATION.exec(text))?.[1]?.toUpperCase() ?? 'QUERY';
}
