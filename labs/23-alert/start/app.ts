/** Shows which alerts would fire now: `curl http://127.0.0.1:8123/`. The check reads your rule by itself. */
import { createServer } from 'node:http';
import { alerts } from './rule.ts';

createServer((_request, response) => {
  const quiet = Array.from({ length: 100 }, () => ({
    service: 'user',
    status: 200,
    error: false,
    durationMs: 12,
  }));
  response.end(`In a quiet system: ${JSON.stringify(alerts(quiet))}\n`);
}).listen(Number(process.env['PORT']), '127.0.0.1');
