/** Starts frontend. As a process of its own: `npm start -w @tracewalk/frontend`. */
import { startFaults } from '@tracewalk/faults';
import { createLogger, runMain, serve, type Start } from '@tracewalk/service';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { createEventFeed } from './event-feed.ts';

export const start: Start = async (env) => {
  const config = readConfig(env);
  await startFaults(env);
  const feed = createEventFeed(config.EVENT_DISPLAY_URL, createLogger('frontend', config.LOG_LEVEL));
  const { app, live } = createApp(config, feed);
  // Streams never finish by themselves, so the port could not close.
  try {
    return await serve(app, { ...config, beforeClose: () => live.stop(), release: () => feed.stop() });
  } catch (error) {
    await feed.stop();
    throw error;
  }
};

if (import.meta.main) await runMain(start);
