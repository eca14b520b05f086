/** The profile `demo` against the contracts that the running system is held to. */
import { describe, expect, it } from 'vitest';
import { checkTrace } from '../../../../test/contracts/check-contract.ts';
import { CONTRACTS } from '../../../../test/contracts/contracts.ts';
import { createShapeMaker } from '../shape/shape-maker.ts';
import { traceOfShape } from '../testing/spans-of-shape.ts';
import { demo } from './demo.ts';

const maker = createShapeMaker(demo.topology());
const traces = Array.from({ length: 400 }, (_, index) => traceOfShape(maker.make(index), index));

describe('the profile demo', () => {
  it.each(CONTRACTS)('keeps the contract of $title', (contract) => {
    const { service, name } = contract.root;
    const told = traces.filter(
      ({ roots: [root] }) => root?.span.service === service && root.span.name === name,
    );
    expect(told.length).toBeGreaterThan(0);
    const faults = told.map((trace) => checkTrace(contract, trace)).toSorted((a, b) => a.length - b.length);
    // Several stories begin alike (heads and tails): one of the traces tells this one, without a fault.
    expect(faults[0]).toEqual([]);
  });
});
