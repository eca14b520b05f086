/** From `npm start` to the first full trace of each story: on a new data folder, and on the one it leaves. */
import { RunningSystem, temporaryData } from '../test/system/running-system.ts';

const STORIES = ['request', 'job', 'event'];
const OFFSET = 9_000;

const { data, remove } = temporaryData();
try {
  for (const start of ['first start', 'next start']) {
    const begin = performance.now();
    const system = new RunningSystem(['--data', data, '--port-offset', String(OFFSET)]);
    for (const story of STORIES) {
      await system.until(`${story} story`, (said) => said.type === 'first-trace' && said.story === story);
      console.log(
        `${start}, first trace of the ${story} story: ${((performance.now() - begin) / 1_000).toFixed(2)} s`,
      );
    }
    const { code, ms } = await system.stop();
    console.log(`${start}, stop (exit code ${code}): ${(ms / 1_000).toFixed(2)} s`);
  }
} finally {
  remove();
}
