/** What `npm run new` can make. Each maker takes the project's folder and a name, and returns what it made. */
import { appendFileSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { copyTemplate } from './template.ts';

interface Made {
  /** Files, relative to the project's folder. */
  made: string[];
  /** What is to be done with them, in a sentence. */
  next: string;
}

type Maker = (root: string, name: string) => Made;

const lab: Maker = (root, name) => {
  const numbers = readdirSync(join(root, 'labs')).map((folder) => Number.parseInt(folder, 10) || 0);
  const number = String(Math.max(0, ...numbers) + 1).padStart(2, '0');
  const made = copyTemplate('lab', root, `labs/${number}-${checked(name)}`, {
    name,
    number,
    title: titleOf(name),
  });
  return {
    made,
    next: `write the story in README.md, and what must be true in lab.ts. npx vitest run --project system test/labs -t ${number}-${name}`,
  };
};

const service: Maker = (root, name) => {
  const port = String(freePort(root));
  const made = copyTemplate('service', root, `services/${checked(name)}`, { name, port, ...versions(root) });
  return {
    made,
    next: `npm install links it, npm start -w @tracewalk/${name} starts it. How it becomes a part of a story: CONTRIBUTING.md`,
  };
};

const component: Maker = (root, name) => {
  const made = [
    ...copyTemplate('component', root, `k8s/components/${checked(name)}`, { name }),
    ...copyTemplate('combination', root, `k8s/tests/${name}`, { name }),
  ];
  const paths = `{ kustomize: { paths: [k8s/tests/${name}] } }`;
  appendFileSync(
    join(root, 'skaffold.yaml'),
    `  - name: ${name}\n    build: *plain\n    manifests: ${paths}\n`,
  );
  return {
    made: [...made, 'skaffold.yaml (a profile, at its end)'],
    next: `change patch.yaml, and say in README.md what one will see in the traces. npm run test:manifests, then skaffold dev -p ${name}`,
  };
};

export const MAKERS: Readonly<Record<string, Maker>> = { lab, service, component };

function checked(name: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return name;
  throw new Error(
    `Cannot take the name ${name}: expected small letters, digits and single dashes, e.g. slow-hop`,
  );
}

const titleOf = (name: string): string => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('-', ' ');

/** The one after the last that a service has. */
function freePort(root: string): number {
  const files = globSync('services/*/.env', { cwd: root });
  const ports = files.map((file) => Number(parseEnv(readFileSync(join(root, file), 'utf8'))['PORT'] ?? 0));
  return Math.max(8_079, ...ports) + 1;
}

/** Of the packages that services need, as coinflip has them. */
function versions(root: string): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'services/coinflip/package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return { api: dependencies['@opentelemetry/api'] ?? '', express: dependencies['express'] ?? '' };
}
