/** The infrastructure that runs are started for. */
import type { Pool } from 'pg';

interface Stack {
  id: string;
  name: string;
  environment: string;
  region: string;
  description: string;
}

const stack = (
  id: string,
  name: string,
  environment: string,
  region: string,
  description: string,
): Stack => ({
  id,
  name,
  environment,
  region,
  description,
});

const STACKS = [
  stack('network-production', 'Network', 'production', 'eu-west-1', 'Virtual networks, subnets and peerings'),
  stack('network-staging', 'Network', 'staging', 'eu-west-1', 'The same network, smaller'),
  stack(
    'dns-zones',
    'DNS zones',
    'production',
    'global',
    'Public and private zones, and who may change them',
  ),
  stack(
    'cluster-production',
    'Kubernetes cluster',
    'production',
    'eu-west-1',
    'Control plane and three node pools',
  ),
  stack('cluster-staging', 'Kubernetes cluster', 'staging', 'eu-west-1', 'One node pool on spare capacity'),
  stack(
    'database-orders',
    'Orders database',
    'production',
    'eu-west-1',
    'Postgres with a replica and backups',
  ),
  stack('database-profiles', 'Profiles database', 'production', 'eu-central-1', 'Postgres for user profiles'),
  stack(
    'storage-media',
    'Media storage',
    'production',
    'us-east-1',
    'Buckets for images and their life cycles',
  ),
  stack('cdn-edge', 'Content delivery', 'production', 'global', 'Edge caches, certificates and redirects'),
  stack('identity', 'Identity', 'production', 'global', 'Roles, policies and single sign-on'),
  stack(
    'observability',
    'Observability',
    'production',
    'eu-west-1',
    'Collectors, trace storage and dashboards',
  ),
  stack(
    'build-runners',
    'Build runners',
    'tooling',
    'us-east-1',
    'Machines that build and test, by the hour',
  ),
];

/** Puts the stacks there at the first start; what has been changed since stays as it is. */
export async function seedStacks(database: Pool): Promise<void> {
  await database.query(
    `INSERT INTO server.stacks
     SELECT * FROM jsonb_populate_recordset(NULL::server.stacks, $1)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(STACKS)],
  );
}

export async function listStacks(database: Pool): Promise<Stack[]> {
  const { rows } = await database.query<Stack>('SELECT * FROM server.stacks ORDER BY name, id');
  return rows;
}
