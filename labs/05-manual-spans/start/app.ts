/**
 * greeter: greets somebody in their language.
 *
 * Calls frontend for the name, then composes the greeting. The trace shows the call, and a gap after it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import express from 'express';

const GREETINGS: Record<string, string> = { de: 'Guten Tag', en: 'Good day', fr: 'Bonjour', sv: 'God dag' };

const app = express();

app.get('/greet/:id', async (request, response) => {
  const profile = await fetch(`${process.env['FRONTEND_URL']}/api/profiles/${request.params.id}`);
  const { name } = (await profile.json()) as { name: string };
  const { searchParams } = new URL(request.url, 'http://greeter');
  response.type('text').send(await composeGreeting(name, searchParams.get('language') ?? 'en'));
});

/** Takes its time, and fails for a language that it does not speak. */
async function composeGreeting(name: string, language: string): Promise<string> {
  await wait(30);
  const greeting = GREETINGS[language];
  if (!greeting) throw new Error(`Cannot greet in ${language}`);
  return `${greeting}, ${name}!`;
}

app.listen(Number(process.env['PORT']), '127.0.0.1');
