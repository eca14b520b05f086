import { resolve } from 'node:path';

/** The folder of the checkout, where `services/` lies. */
export const projectFolder = resolve(import.meta.dirname, '../../..');
