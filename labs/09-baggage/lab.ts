/** Lab 09: values that travel with a request. */
import { randomBytes } from 'node:crypto';
import { defineLab } from '@tracewalk/lab';
import { probing, spansNamed, type Probed } from '@tracewalk/lab/probe';

const token = randomBytes(8).toString('hex');
const order = (tier: string) => ({
  tier,
  ...probing('/order/tea', { headers: { baggage: `customer.tier=${tier},session.token=${token}` } }),
});
const gold = order('gold');
const silver = order('silver');

/** The header that the stock room got. */
const passedOn = ({ text }: Probed): string => (JSON.parse(text) as { baggage: string }).baggage;

export const lab = defineLab({
  title: 'Carry a value through a request',
  minutes: 20,
  program: { arguments: ['--import', '@tracewalk/telemetry/register', 'app.ts'], port: 8109 },
  steps: [
    gold.step('shop takes orders', ({ status }) => (status === 200 ? undefined : `It answered ${status}`)),
    ...[gold, silver].map(({ tier, traceStep }) =>
      traceStep(`The span of a ${tier} customer's order says so`, (trace) =>
        spansNamed(trace, 'shop', 'GET /order/:item')[0]?.span.attributes['app.customer.tier'] === tier
          ? undefined
          : 'Its attribute `app.customer.tier` is missing or wrong. Baggage is not in a span unless somebody writes it there',
      ),
    ),
    gold.step('The tier travels on to the stock room', (probed) =>
      passedOn(probed).includes('customer.tier=gold')
        ? undefined
        : `The stock room got the baggage "${passedOn(probed)}": customer.tier should be in it`,
    ),
    gold.step('The token does not', (probed) =>
      passedOn(probed).includes(token)
        ? 'session.token still leaves the shop: every service behind can read it'
        : undefined,
    ),
    gold.traceStep('And is in no span', (trace) =>
      trace.nodes.some(({ span }) => JSON.stringify(span.attributes).includes(token))
        ? 'A span has the token among its attributes'
        : undefined,
    ),
  ],
});
