/** The JSON schema of topology files, for editors: `topology.schema.json` beside the package's README. */
import { z } from 'zod';
import { topologySchema } from './topology.ts';

/** Its text, with a newline at its end; the file is formatted. A test keeps both the same. */
export function topologyJsonSchema(): string {
  const schema = z.toJSONSchema(topologySchema, { io: 'input', reused: 'ref' });
  return `${JSON.stringify({ title: 'Tracewalk topology', ...schema }, null, 2)}\n`;
}
