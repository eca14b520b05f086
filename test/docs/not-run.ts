/** Commands of the docs that no test of the docs runs, and why. That they exist is tested all the same: exists.test.ts. */

interface NotRun {
  readonly command: RegExp;
  readonly why: string;
}

export const NOT_RUN: readonly NotRun[] = [
  {
    command: /^npm ci\b/,
    why: 'it replaces the packages that all tests run on; continuous integration begins with it',
  },
  {
    command: /^(\w+=\S+ )*npm start\b/,
    why: 'it never ends; the reader of the test starts a system in the same way',
  },
  { command: /^(kind|kubectl|skaffold) /, why: 'it needs a cluster: test/manifests and test/cluster' },
  { command: /^docker /, why: 'it needs a container engine: test/images' },
  {
    command: /^npx tracewalk workshop /,
    why: 'it never ends; test/docs/workshop.test.ts starts it and ends it',
  },
  { command: /^npx tracewalk lab run /, why: 'it never ends; test/labs starts the programs of all labs' },
  { command: /^npx tracewalk lab check /, why: 'it asks questions; test/labs answers those of all labs' },
];

export const reasonNotToRun = (text: string): string | undefined =>
  NOT_RUN.find(({ command }) => command.test(text))?.why;
