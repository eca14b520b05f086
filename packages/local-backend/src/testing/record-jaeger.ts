/**
 * Records what a real Jaeger answers, for `src/query/jaeger.test.ts`. Start one with nothing in it, then:
 *
 *   node packages/local-backend/src/testing/record-jaeger.ts http://127.0.0.1:4318 http://127.0.0.1:16686
 *
 * The recording in the repository is Jaeger 2.13.0's, with its memory storage.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleTraces } from './example-traces.ts';
import { ask, QUESTIONS } from './questions.ts';

const [, , otlp = 'http://127.0.0.1:4318', query = 'http://127.0.0.1:16686'] = process.argv;
const sent = await fetch(`${otlp}/v1/traces`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(exampleTraces),
});
if (!sent.ok) throw new Error(`Cannot send the examples: ${sent.status} ${await sent.text()}`);
// Jaeger stores in batches.
await new Promise((wake) => setTimeout(wake, 1_000));
const lines: string[] = [];
for (const question of QUESTIONS) lines.push(JSON.stringify({ question, ...(await ask(query, question)) }));
writeFileSync(join(import.meta.dirname, 'jaeger-answers.jsonl'), `${lines.join('\n')}\n`);
console.log(`${QUESTIONS.length} answers recorded`);
