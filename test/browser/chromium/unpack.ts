/**
 * The Chromium that comes from npm (`@sparticuz/chromium`, Linux on x64): unpacked once, into node_modules, so that it
 * goes when they go. With it come the libraries it may miss on a small machine, and a font.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inflate } from '@sparticuz/chromium';

export interface UnpackedChromium {
  executablePath: string;
  /** What the browser's process needs to find its libraries and fonts. */
  env: Record<string, string>;
}

const PACKAGE = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
const ARCHIVES = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br'];

/** Whether there is one for this machine. */
export const comesFromNpm = process.platform === 'linux' && process.arch === 'x64';

export async function unpackChromium(): Promise<UnpackedChromium> {
  const folder = join(PACKAGE, '../../.cache/tracewalk', `chromium-${packageVersion()}`);
  if (!existsSync(folder)) await unpackInto(folder);
  const executablePath = join(folder, 'chromium');
  const libraries = join(folder, 'al2023/lib');
  return {
    executablePath,
    env: {
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      ...((await missesLibraries(executablePath)) && { LD_LIBRARY_PATH: libraries }),
    },
  };
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Under another name first: what was cut short must not be taken for the whole. */
async function unpackInto(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  const { TMPDIR } = process.env;
  // The package unpacks into the folder for temporary files, and knows no other.
  process.env.TMPDIR = unfinished;
  try {
    for (const archive of ARCHIVES) await inflate(join(PACKAGE, 'bin', archive));
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  await writeFile(join(unfinished, 'fonts.conf'), fontConfiguration(folder));
  await rename(unfinished, folder).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
}

/** The machine's fonts, if it has any; but text in the system's font looks the same everywhere: on pictures, too. */
const fontConfiguration = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
  <match><test name="family"><string>system-ui</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit></match>
  <match><test name="family"><string>sans-serif</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit></match>
</fontconfig>
`;

/** By the machine's own loader. A machine without `ldd` gets the libraries in any case. */
async function missesLibraries(executablePath: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('ldd', [executablePath]);
    return stdout.includes('not found');
  } catch {
    return true;
  }
}
