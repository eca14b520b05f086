import { describe, expect, it } from 'vitest';
import type { Kubectl } from '../kubectl.ts';
import { partOf, refuseWhatCannotBeCounted, type Workload } from './workloads.ts';

const jaeger: Workload = {
  kind: 'Deployment',
  metadata: { name: 'jaeger' },
  spec: { replicas: 2, template: { spec: { volumes: [{ configMap: { name: 'jaeger-config-abc' } }, {}] } } },
};

/** Answers with the first text whose key is among the words of the command. */
function fakeKubectl(answers: Record<string, string> = {}) {
  const commands: string[] = [];
  const kubectl: Kubectl = async (args) => {
    const command = args.filter((arg) => arg !== '--namespace' && arg !== 'observability').join(' ');
    commands.push(command);
    return Object.entries(answers).find(([key]) => command.includes(key))?.[1] ?? '';
  };
  return { kubectl, commands };
}

describe('a part on the cluster', () => {
  it('is killed without a grace period', async () => {
    const { kubectl, commands } = fakeKubectl();
    await partOf(kubectl, 'jaeger', [jaeger]).kill();

    expect(commands).toEqual([
      'delete pods -l app.kubernetes.io/name=jaeger --grace-period=0 --force --ignore-not-found',
    ]);
  });

  it('is nowhere while it is away, and comes back as often as it was', async () => {
    const { kubectl, commands } = fakeKubectl();
    const part = partOf(kubectl, 'jaeger', [jaeger]);
    await part.takeAway();
    await part.bringBack();
    await part.bringBack();

    expect(commands).toEqual([
      'scale deployment/jaeger --replicas=0',
      expect.stringContaining('delete pods'),
      'scale deployment/jaeger --replicas=2',
    ]);
  });
});

describe('what cannot be counted is refused:', () => {
  it.each(['main: { memory: { max_traces: 1 } }', 'badger:\n  ephemeral: true'])(
    'taking Jaeger away with the storage %j',
    async (storage) => {
      const { kubectl } = fakeKubectl({ 'configmap/jaeger-config-abc': storage });
      await expect(refuseWhatCannotBeCounted(kubectl, ['collector', 'jaeger'], [jaeger])).rejects.toThrow(
        'Cannot take Jaeger away: its storage is in its memory',
      );
      await refuseWhatCannotBeCounted(kubectl, ['collector'], [jaeger]);
    },
  );

  it('traces that are sampled', async () => {
    const { kubectl } = fakeKubectl({ 'statefulset/otel-sampler': 'statefulset.apps/otel-sampler' });
    await expect(refuseWhatCannotBeCounted(kubectl, ['collector'], [])).rejects.toThrow(
      'Cannot count traces',
    );
  });

  it('but not a storage that keeps its traces', async () => {
    const { kubectl } = fakeKubectl({ jsonpath: 'main:\n  badger: { ephemeral: false } # unlike memory:' });
    await expect(
      refuseWhatCannotBeCounted(kubectl, ['jaeger', 'storage'], [jaeger]),
    ).resolves.toBeUndefined();
  });
});
