/** The body of `POST /api/progress`, within limits. */
import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';
import { REPORT, type Report } from './report.ts';

const MOST_BYTES = 4 * 1024;

/** @param labs the names of the labs that there are */
export async function readReport(request: IncomingMessage, labs: ReadonlySet<string>): Promise<Report> {
  // A page of another origin cannot send JSON without being asked whether it may.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new Refusal(415, 'Cannot read the report: expected application/json');
  const { success, data, error } = REPORT.safeParse(parseJson(await readText(request)));
  if (!success) {
    const wrong = error.issues.map(({ path, message }) =>
      [path.join('.'), message].filter(Boolean).join(': '),
    );
    throw new Refusal(400, `Cannot read the report: ${wrong.join('; ')}`);
  }
  if (!labs.has(data.lab)) throw new Refusal(404, 'Cannot take the report: there is no such lab here');
  return data;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Whoever sends too much still gets an answer.
  const parts = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of parts) {
    size += chunk.length;
    if (size > MOST_BYTES)
      throw new Refusal(413, `Cannot read the report: it has more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'Cannot read the report: it is no JSON');
  }
}
