/**
 * The sender as a pod: it reaches the Collector as a service does, and goes on when any part of the chain dies. A port
 * that is forwarded would die with the pod it leads to. Its image is that of the services, its source a ConfigMap.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kubectl } from '../kubectl.ts';
import { SenderProcess } from './sender-process.ts';

const NAME = 'no-loss-sender';
const NAMESPACE = ['--namespace', 'tracewalk'];
const FOLDER = '/app/no-loss'; // below /app are the packages that it imports
const FILES = ['main.ts', 'until-accepted.ts'];
const COLLECTOR = 'http://otel-gateway.observability';
const LABELS = {
  'app.kubernetes.io/name': NAME,
  'app.kubernetes.io/part-of': 'tracewalk',
  'app.kubernetes.io/component': 'service', // network policies let services send spans
};

export async function startSenderPod(kubectl: Kubectl, rate: number, image?: string): Promise<SenderProcess> {
  await deleteSenderPod(kubectl);
  const manifests = {
    apiVersion: 'v1',
    kind: 'List',
    items: manifestsOf(image ?? (await imageOf(kubectl)), rate),
  };
  await kubectl(['apply', '-f', '-'], JSON.stringify(manifests));
  await kubectl(['wait', `pod/${NAME}`, ...NAMESPACE, '--for=condition=Ready', '--timeout=120s']);
  const attach = ['attach', NAME, ...NAMESPACE, '--container=sender', '--stdin', '--quiet'];
  return new SenderProcess(spawn('kubectl', attach, { stdio: ['pipe', 'pipe', 'inherit'] }));
}

export async function deleteSenderPod(kubectl: Kubectl): Promise<void> {
  await kubectl(['delete', `pod/${NAME}`, `configmap/${NAME}`, ...NAMESPACE, '--ignore-not-found', '--now']);
}

/** That of any service: all have the same. */
async function imageOf(kubectl: Kubectl): Promise<string> {
  const services = ['get', 'deployments', ...NAMESPACE, '-l', 'app.kubernetes.io/component=service'];
  const image = await kubectl([
    ...services,
    '-o',
    'jsonpath={.items[0].spec.template.spec.containers[0].image}',
  ]);
  if (image === '')
    throw new Error('Cannot start the sender: there is no service on the cluster to take its image from');
  return image;
}

const read = (file: string) => readFileSync(join(import.meta.dirname, 'sender', file), 'utf8');

function manifestsOf(image: string, rate: number): object[] {
  const metadata = { name: NAME, namespace: 'tracewalk', labels: LABELS };
  const sender = {
    name: 'sender',
    image,
    imagePullPolicy: 'IfNotPresent',
    args: [`${FOLDER}/main.ts`, `${rate}`, `${COLLECTOR}:4318`, `${COLLECTOR}:4317`, `${COLLECTOR}:9411`],
    stdin: true,
    stdinOnce: true, // whoever started it is gone: it ends
    resources: { requests: { cpu: '50m', memory: '96Mi' }, limits: { memory: '256Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'source', mountPath: FOLDER, readOnly: true }],
  };
  const spec = {
    restartPolicy: 'Never',
    activeDeadlineSeconds: 7_200,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [sender],
    volumes: [{ name: 'source', configMap: { name: NAME } }],
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: Object.fromEntries(FILES.map((file) => [file, read(file)])),
    },
    { apiVersion: 'v1', kind: 'Pod', metadata, spec },
  ];
}
