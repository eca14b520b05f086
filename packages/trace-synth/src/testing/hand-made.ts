/** Shapes made by hand: every field that a shape may have, in traces of a given size. */
import { Random } from '../shape/random.ts';
import type { Shape, ShapeMaker, ShapeSpan } from '../shape/shape.ts';

const SERVICES = ['shop', 'cart', 'stock', 'mail'];
const KINDS = ['SERVER', 'CLIENT', 'INTERNAL', 'PRODUCER', 'CONSUMER'] as const;
const MS = 1e6;

/** A trace of so many spans; each span's three children run one after the other within it. */
export function handMadeShape(size: number, random: Random, linksBack = 0): Shape {
  const spans: ShapeSpan[] = [];
  for (let index = 0; index < size; index++) {
    const parent = index === 0 ? undefined : spans[Math.floor((index - 1) / 3)];
    const turn = (index - 1) % 3;
    const duration = parent ? Math.floor(parent.duration / 3.5) : (50 + random.int(100)) * MS;
    const start = parent ? parent.start + Math.floor(((turn + 0.2) * parent.duration) / 3.5) : 0;
    const failed = index % 37 === 3;
    spans.push({
      resource: index % SERVICES.length,
      parent: parent ? Math.floor((index - 1) / 3) : -1,
      name: `GET /items/${index % 10}`,
      kind: KINDS[index % KINDS.length] ?? 'INTERNAL',
      start,
      duration,
      status: failed ? 'error' : 'unset',
      ...(failed && { statusMessage: 'Cannot find the item: “sold”' }),
      attributes: [
        ['http.request.method', 'GET'],
        ['http.route', '/items/{id}'],
        ['http.response.status_code', failed ? 500 : 200],
        ['demo.share', 0.25],
        ['demo.below', -7],
        ['demo.cached', index % 2 === 0],
      ],
      events: failed
        ? [{ name: 'exception', at: start + duration, attributes: [['exception.type', 'Error']] }]
        : [],
      links:
        index === size - 1 && linksBack > 0
          ? [
              { trace: -linksBack, span: 0, attributes: [['demo.of', ['an', 'earlier', 'one']]] },
              { trace: 0, span: 0, attributes: [] },
            ]
          : [],
    });
  }
  const resources = SERVICES.map((service) => ({
    service,
    attributes: [['service.instance.id', `${service}-1`]] as const,
  }));
  return { resources, spans };
}

/** Traces of these sizes in turn; every third links to the one before it. */
export function handMadeShapes(sizes: readonly number[]): ShapeMaker {
  const make = (index: number) =>
    handMadeShape(sizes[index % sizes.length] as number, new Random(7, index), index % 3 === 2 ? 1 : 0);
  return {
    make,
    stream: (index) => {
      const { resources, spans } = make(index);
      return { resources, size: spans.length, spans: () => spans };
    },
  };
}
