import { describe, expect, it } from 'vitest';
import {
  arrival,
  attributeText,
  bytes,
  contextFormat,
  named,
  shortFormat,
  spokenDuration,
  visible,
} from './format.ts';

describe('visible()', () => {
  it('puts signs in the place of marks that would turn text around or hide it', () => {
    expect(visible('\u202Eevil\u0000')).toBe('\ufffdevil␀');
  });

  it('leaves line breaks, emoji and other scripts as they are', () => {
    expect(visible('a\nb 🛒 متجر')).toBe('a\nb 🛒 متجر');
  });
});

it('names what has no name', () => {
  expect([named(' ', 'service'), named('shop', 'service')]).toEqual(['(no service)', 'shop']);
});

it('says units as words', () => {
  expect([
    spokenDuration(840),
    spokenDuration(4_200),
    spokenDuration(1_270_000),
    spokenDuration(125_000_000),
  ]).toEqual(['840 microseconds', '4.20 milliseconds', '1.27 seconds', '2 minutes 05 seconds']);
});

it('says how a span arrived, and what carried its context', () => {
  expect(arrival('otlp-grpc')).toBe('OTLP/gRPC');
  expect(contextFormat('["tracecontext","b3multi"]')).toBe('W3C Trace Context and B3, several headers');
  expect(contextFormat('')).toBe('');
  expect(shortFormat('["tracecontext","b3multi"]')).toBe('W3C,b3multi');
});

it('cuts a long value', () => {
  expect(attributeText('x'.repeat(20), 5)).toBe('xxxxx…');
  expect(attributeText(['a', 1], 50)).toBe('["a",1]');
});

it('counts bytes', () => {
  expect([bytes(12), bytes(2_048), bytes(3 * 1_048_576)]).toEqual(['12 B', '2.0 KiB', '3.0 MiB']);
});
