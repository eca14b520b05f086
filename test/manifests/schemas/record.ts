/**
 * Records the schemas that the manifests are checked against, as k8s/tests/schemas/sources.yaml says:
 *
 *     npm run record-schemas [-- NAME...]
 *
 * Needs Go and unzip: the documents come out of Go modules, through `go mod download`. Without a name, all are recorded.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { fromCrds, type CustomResourceDefinition } from './from-crds.ts';
import { fromOpenApi, type OpenApi } from './from-openapi.ts';
import { print, SCHEMAS, type Recorded } from './recorded.ts';

interface Source {
  /** `k8s.io/kubernetes@v1.34.4` */
  readonly module: string;
  /** The module's OpenAPI document, or its files with CustomResourceDefinitions. */
  readonly openapi?: string;
  readonly crds?: readonly string[];
  /** `apps/v1/Deployment`: the kinds that our manifests use. */
  readonly kinds: readonly string[];
}

const sources = parse(readFileSync(join(SCHEMAS, 'sources.yaml'), 'utf8')) as Record<string, Source>;

function record({ module, openapi, crds = [], kinds }: Source): Recorded {
  const zip = download(module);
  const read = (file: string) =>
    execFileSync('unzip', ['-p', zip, `${module}/${file}`], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  if (openapi) return fromOpenApi(JSON.parse(read(openapi)) as OpenApi, kinds, module);
  const objects = crds.flatMap((file) => parseAllDocuments(read(file)).map((each) => each.toJS() as unknown));
  return fromCrds(objects.filter(isCrd), kinds, module);
}

/** The module's archive. Go leaves it packed, and calls it an error, when the module asks for a newer Go. */
function download(module: string): string {
  const { stdout } = spawnSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' });
  const { Zip: zip, Error: reason } = JSON.parse(stdout || '{}') as { Zip?: string; Error?: string };
  if (zip === undefined) throw new Error(`Cannot download ${module}: ${reason ?? 'Go is not there'}`);
  return zip;
}

const isCrd = (object: unknown): object is CustomResourceDefinition =>
  (object as CustomResourceDefinition | null)?.kind === 'CustomResourceDefinition';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in sources));
if (unknown.length > 0) {
  console.error(
    `Cannot record ${unknown.join(', ')}: sources.yaml names ${Object.keys(sources).join(', ')}.\n` +
      'Usage: npm run record-schemas [-- NAME...]',
  );
  process.exitCode = 1;
} else
  for (const [name, source] of Object.entries(sources))
    if (wanted.length === 0 || wanted.includes(name)) {
      const text = print(record(source));
      writeFileSync(join(SCHEMAS, `${name}.json`), text);
      console.log(`${name}: ${source.kinds.length} kinds, ${Math.ceil(text.length / 1024)} KiB`);
    }
