/** What the backend answers, in its own words: `packages/local-backend/src/query/viewer/answers.ts`. */
export type * from '@tracewalk/local-backend/answers';
