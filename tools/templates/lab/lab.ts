/** Lab __number__: __title__. */
import { defineLab } from '@tracewalk/lab';
import { namedTrace } from '@tracewalk/lab/steps';

export const lab = defineLab({
  title: '__title__',
  minutes: 15,
  // faults: ['slow-profile-query'],
  questions: {
    trace: 'the id of the trace of your request (32 hex digits)',
  },
  // What must be true, in the order one gets there. Compare answers with what the traces say: nothing can be guessed.
  steps: namedTrace({ service: 'frontend', operation: 'GET /api/profiles/:id' }),
});
