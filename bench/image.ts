/** How large the services' image is, and how much of it a change of code makes anew. Builds it with Docker. */
import { execFileSync } from 'node:child_process';

const IMAGE = 'tracewalk:bench';
const docker = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8' });

docker('build', '--quiet', '-t', IMAGE, '.');
print('image, uncompressed', Number(docker('image', 'inspect', '--format', '{{.Size}}', IMAGE)));
const layers = docker(
  'history',
  '--no-trunc',
  '--human=false',
  '--format',
  '{{.Size}}\t{{.CreatedBy}}',
  IMAGE,
);
// The latest layer comes first: what comes before the last COPY is only metadata.
const [code] = layers.split('\n').filter((layer) => layer.includes('COPY'));
print('layer that a change of code makes anew', Number(code?.split('\t')[0]));

function print(figure: string, bytes: number): void {
  console.log(`${figure}: ${(bytes / 1e6).toFixed(2)} MB`);
}
