/**
 * What `tracewalk load drive` can ask for from one core: it drives a server that answers at once, in a process of its
 * own, at rising rates. A rate counts as reached when 99.9 % of its requests were answered and half of them were sent
 * within a millisecond of their time; beyond that the latency would be the generator's own.
 * Then the same server stalls for a second: what the latencies say of it, beside what a generator that waits for
 * each answer would have said. `npm run bench drive 2` takes two seconds for each rate.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Drive, latencyFigures, readDriveOptions } from '@tracewalk/load-generator/drive';

const SECONDS = Number(process.argv[2] ?? 5);
const RATES = [1_000, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000, 50_000];

/** Answers whatever it is asked, and stands still for a second when it is asked for /stall. No HTTP of its own to speak of. */
const SERVER = `
const answer = 'HTTP/1.1 200 OK\\r\\ncontent-type: application/json\\r\\ncontent-length: 2\\r\\n\\r\\n{}';
const server = require('node:net').createServer((socket) => {
  socket.setNoDelay(true).on('error', () => {}).on('data', (data) => {
    if (data.includes('GET /stall')) for (const until = Date.now() + 1000; Date.now() < until;);
    socket.write(answer);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.once('disconnect', () => process.exit());
`;

const server = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
try {
  const [port] = (await once(
    createInterface({ input: server.stdout as NonNullable<typeof server.stdout> }),
    'line',
  )) as [string];
  const frontend = `http://127.0.0.1:${port}`;
  await measureRates(frontend);
  await measureStall(frontend);
} finally {
  server.disconnect();
}

async function measureRates(frontend: string): Promise<void> {
  // The first seconds belong to the compiler.
  await driveOf(frontend, 2_000, 2).run();
  let best = 0;
  for (const rate of RATES) {
    const processor = process.cpuUsage();
    const report = await driveOf(frontend, rate, SECONDS).run();
    const { user, system } = process.cpuUsage(processor);
    const latency = latencyFigures(report.latency);
    const late = latencyFigures(report.lateness);
    const answered = report.answered / report.asked;
    console.log(
      `drive at ${rate}/s: answered ${(answered * 100).toFixed(2)} %, latency p50 ${latency.p50.toFixed(2)} ms ` +
        `p99 ${latency.p99.toFixed(2)} ms, sent late p50 ${late.p50.toFixed(2)} ms p99 ${late.p99.toFixed(2)} ms, ` +
        `${((user + system) / report.asked).toFixed(0)} us of processor a request`,
    );
    if (answered < 0.999 || late.p50 > 1) break;
    best = rate;
  }
  console.log(`drive, requests from one core with exact latency: ${best} requests/s`);
}

/** One request in the middle makes the server stand still for a second; 100 others come meanwhile. */
async function measureStall(frontend: string): Promise<void> {
  const drive = driveOf(frontend, 100, 4);
  const running = drive.run();
  setTimeout(() => void fetch(`${frontend}/stall`).then((response) => response.text()), 1_500);
  const { p50, p90, max } = latencyFigures((await running).latency);
  console.log(
    `drive, a server that stalls for 1 s of 4: p50 ${p50.toFixed(1)} ms, p90 ${p90.toFixed(0)} ms, max ${max.toFixed(0)} ms`,
  );
  console.log('drive, the 90th percentile that is true of all 400: 600 ms');
}

function driveOf(frontend: string, rate: number, seconds: number): Drive {
  const journeys = 'browse=3,profile=5';
  return new Drive(
    readDriveOptions({ frontend, rate, duration: `${seconds}s`, bad: 0, journeys, seed: 1 }, '', String),
  );
}
