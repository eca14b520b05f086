import { execFileSync } from 'node:child_process';

const docker = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8' });

/** How large an image is, and the layer of it that a change of code makes anew; in MB, uncompressed. */
export function imageSizes(image: string): { total: number; code: number } {
  const size = docker('image', 'inspect', '--format', '{{.Size}}', image);
  const format = ['--no-trunc', '--human=false', '--format', '{{.Size}}\t{{.CreatedBy}}'];
  // The latest layer comes first: what comes before the last COPY is only metadata.
  const [code = ''] = docker('history', ...format, image)
    .split('\n')
    .filter((layer) => layer.includes('COPY'));
  return { total: Number(size) / 1e6, code: Number.parseInt(code, 10) / 1e6 };
}
