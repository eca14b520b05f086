import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createShapeMaker } from '../shape/shape-maker.ts';
import { profiles } from '../profiles/index.ts';
import { parseTopology } from './parse-topology.ts';
import { writeTopology } from './write-topology.ts';

const SHOP = `version: 1
name: shop
services:
  web:
    operations:
      GET /cart:
        kind: SERVER
        type: http
        self: { p50: 2ms, p99: 20ms }
        calls:
          - service: cart
            operation: get
  cart:
    operations:
      get:
        name: shop.Cart/Get
        kind: SERVER
        type: rpc
        failures: [{ rate: 0.5, status: UNAVAILABLE, type: IOException }]
starts:
  - service: web
    operation: GET /cart
`;

describe('parseTopology()', () => {
  it('reads a small file, and traces of it have a span on both sides of a call', () => {
    const { spans, resources } = createShapeMaker(parseTopology(SHOP, 'shop.yaml')).make(0);
    expect(spans.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'SERVER GET /cart',
      'CLIENT shop.Cart/Get',
      'SERVER shop.Cart/Get',
    ]);
    expect(resources.map(({ service }) => service)).toEqual(['web', 'cart']);
  });

  it.each<[string, string, string, string]>([
    ['an unknown service', '- service: cart', '- service: crat', 'line 11: services.web.operations.GET /cart.calls.0.service: there is no service crat; there are web, cart'],
    ['an unknown operation', 'operation: get', 'operation: fetch', 'line 12: services.web.operations.GET /cart.calls.0.operation: service cart has no operation fetch; there are get'],
    ['a start that is not there', '- service: web', '- service: app', 'line 21: starts.0.service: there is no service app; there are web, cart'],
    ['a rate above 1', 'rate: 0.5', 'rate: 1.5', 'line 19: services.cart.operations.get.failures.0.rate: Too big: expected number to be <=1'],
    ['a length of time without a unit', 'p50: 2ms', 'p50: 2', 'line 9: services.web.operations.GET /cart.self.p50: Invalid input: expected string, received number'],
    ['quantiles that fall', 'p99: 20ms', 'p99: 1ms', 'must rise: a higher quantile cannot be less than a lower one'],
    ['a quantile above 100', 'p99: 20ms', 'p123: 20ms', 'is no quantile: use min, p50, p99.9, max'],
    ['a word that no topology has', 'type: rpc', 'typ: rpc', 'Unrecognized key: "typ"'],
    ['a wrong version', 'version: 1', 'version: 2', 'line 1: version'],
    ['broken YAML', 'starts:', 'starts: [', 'Cannot use topology shop.yaml: line 2'],
  ])('refuses %s, with the line', (_, from, to, message) => {
    const read = () => parseTopology(SHOP.replace(from, to), 'shop.yaml');
    expect(read).toThrow(message);
    expect(read).toThrow(/^Cannot use topology shop\.yaml: line \d+/);
  }); // prettier-ignore

  it('refuses calls that go in a circle, and names the way', () => {
    const circle = SHOP.replace(
      '        type: rpc\n',
      '        calls: [{ service: web, operation: GET /cart }]\n',
    );
    expect(() => parseTopology(circle, 'shop.yaml')).toThrow(
      'calls go in a circle: web GET /cart > cart get > web GET /cart',
    );
  });

  it('refuses an operation that calls itself', () => {
    const self = SHOP.replace('        type: rpc\n', '        calls: [{ operation: get }]\n');
    expect(() => parseTopology(self, 'shop.yaml')).toThrow('calls go in a circle: cart get > cart get');
  });

  it('refuses failures whose rates add up to more than 1', () => {
    const rates = SHOP.replace('[{ rate: 0.5,', '[{ rate: 0.6 }, { rate: 0.7,');
    expect(() => parseTopology(rates, 'shop.yaml')).toThrow(
      'line 19: services.cart.operations.get.failures: rates add up to 1.3',
    );
  });

  it('refuses traces that would be larger than they may be', () => {
    const many = SHOP.replace('operation: get', 'operation: get\n            count: 900000');
    expect(() => parseTopology(many, 'shop.yaml')).toThrow('more than maxSpans, 100000');
  });

  it('refuses a variable that is not defined', () => {
    const text = SHOP.replace('type: rpc', 'type: rpc\n        attributes: { app.user.id: "user-{user}" }');
    expect(() => parseTopology(text, 'shop.yaml')).toThrow('there is no variable {user}');
  });

  it('refuses statistics that no tree has', () => {
    const rows = `${SHOP}statistics: { unit: span, callees: [{ service: cart, operation: get, weight: 1 }], traces: [[3, 4, 1, 1]] }\n`;
    expect(() => parseTopology(rows, 'shop.yaml')).toThrow('no tree of 3 spans has depth 4 and width 1');
  });

  it('reads a file that is not a topology at all without a stack trace', () => {
    for (const text of ['', '42', '[]', 'a: &a [*a]', '\u0000']) {
      expect(() => parseTopology(text, 'x.yaml')).toThrow(/^Cannot (use|read) topology x\.yaml/);
    }
  });
});

it("the README's example is a topology, and its traces have messages and failures", () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(readme) ?? [];
  const maker = createShapeMaker(parseTopology(example, 'README.md'));
  const spans = Array.from({ length: 300 }, (_, index) => maker.make(index).spans).flat();
  expect(new Set(spans.map(({ kind }) => kind))).toEqual(
    new Set(['SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']),
  );
  expect(spans.some(({ status }) => status === 'error')).toBe(true);
});

describe('writeTopology()', () => {
  it.each(profiles)('writes $name so that it reads back with the same traces', ({ name, topology }) => {
    const [written, read] = [topology(), parseTopology(writeTopology(topology()), 'written.yaml')];
    expect(writeTopology(read)).toBe(writeTopology(written));
    if (name === 'giant') return;
    expect(createShapeMaker(read).make(7)).toEqual(createShapeMaker(written).make(7));
  });
});
