/** The pages of the docs, relative to the project's folder. */
import { globSync } from 'node:fs';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';

const pages = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: projectFolder, exclude: ['**/node_modules/**'] }).toSorted();

/** Whose commands are run, in this order. */
export const TUTORIALS = ['README.md', ...pages('docs/tutorials/*.md')];

/** Whose commands have to exist. */
export const GUIDES = ['README.md', ...pages('CONTRIBUTING.md', 'docs/**/*.md', 'labs/*/*.md')];

/** All there are. */
export const ALL_PAGES = [
  'README.md',
  ...pages('CONTRIBUTING.md', '{docs,k8s,labs,packages,services,test}/**/*.md'),
];
