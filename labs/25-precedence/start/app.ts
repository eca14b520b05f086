/** ledger: says what is in the till. */
import { createServer } from 'node:http';

createServer((_request, response) => {
  response.end('42\n');
}).listen(Number(process.env['PORT']), '127.0.0.1');
