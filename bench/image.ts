/** How large the services' image is, and how much of it a change of code makes anew. Builds it with Docker. */
import { execFileSync } from 'node:child_process';
import { imageSizes } from '../test/images/image-sizes.ts';

const IMAGE = 'tracewalk:bench';

execFileSync('docker', ['build', '--quiet', '-t', IMAGE, '.']);
const { total, code } = imageSizes(IMAGE);
console.log(`image, uncompressed: ${total.toFixed(2)} MB`);
console.log(`layer that a change of code makes anew: ${code.toFixed(2)} MB`);
