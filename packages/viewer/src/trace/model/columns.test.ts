import { SpanFlag } from '@tracewalk/local-backend/answers';
import { expect, it } from 'vitest';
import { FLAG } from './columns.ts';

it('knows the flags of a span by the same bits as the backend that sends them', () => {
  expect(FLAG).toEqual(SpanFlag);
});
