/** signup: lets people sign up. Plain `node:http`: the instrumentation puts the whole address of a request into its span. */
import { createServer } from 'node:http';
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('signup');

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://signup');
  if (pathname !== '/signup') return void response.writeHead(404).end();
  const email = searchParams.get('email') ?? '';
  tracer.startActiveSpan('create account', (span) => {
    span.setAttributes({
      'app.account.plan': searchParams.get('plan') ?? 'free',
      'app.account.contact': email,
    });
    if (!email.includes('@')) span.addEvent('refused', { 'app.account.contact': email });
    span.end();
  });
  return void response.end('welcome\n');
}).listen(Number(process.env['PORT']), '127.0.0.1');
