import { describe, expect, it } from 'vitest';
import { fromCrds } from './from-crds.ts';
import { fromOpenApi, type OpenApi } from './from-openapi.ts';
import { strict, type Schema } from './strict.ts';

const text: Schema = { type: 'string', description: 'for readers' };

describe('strict()', () => {
  it('refuses unknown fields, and drops what only readers need', () => {
    expect(strict({ type: 'object', description: 'x', properties: { name: text } })).toEqual({
      type: 'object',
      properties: { name: { type: 'string' } },
      additionalProperties: false,
    });
  });

  it('leaves open what keeps unknown fields, and what has any key', () => {
    expect(strict({ properties: {}, 'x-kubernetes-preserve-unknown-fields': true })).toEqual({
      properties: {},
    });
    expect(strict({ additionalProperties: text })).toEqual({ additionalProperties: { type: 'string' } });
  });

  it('takes numbers and names where both may stand, and null where that may', () => {
    expect(strict({ 'x-kubernetes-int-or-string': true, anyOf: [text] })).toEqual({
      type: ['integer', 'string'],
    });
    expect(strict({ type: 'string', nullable: true, enum: ['a'] })).toEqual({
      type: ['string', 'null'],
      enum: ['a', null],
    });
  });

  it('knows that anyOf limits values, and does not name all fields', () => {
    const { anyOf } = strict({ properties: { a: text }, anyOf: [{ properties: { a: { minLength: 1 } } }] });
    expect(anyOf).toEqual([{ properties: { a: { minLength: 1 } } }]);
  });
});

const SHOP: OpenApi = {
  definitions: {
    Shop: {
      properties: { spec: { $ref: '#/definitions/Spec' }, status: text },
      'x-kubernetes-group-version-kind': [{ group: 'example.org', version: 'v1', kind: 'Shop' }],
    },
    Spec: { properties: { next: { $ref: '#/definitions/Spec' } } },
    Other: {},
  },
  paths: {
    '/apis/example.org/v1/namespaces/{namespace}/shops': {
      post: { 'x-kubernetes-group-version-kind': { group: 'example.org', version: 'v1', kind: 'Shop' } },
    },
  },
};

describe('fromOpenApi()', () => {
  it('takes the kinds that are wanted, and what they refer to', () => {
    const { kinds, definitions } = fromOpenApi(SHOP, ['example.org/v1/Shop'], 'shop@v1');
    expect(kinds).toEqual({ 'example.org/v1/Shop': { namespaced: true } });
    expect(Object.keys(definitions)).toEqual(['example.org/v1/Shop', 'Spec']);
    expect(Object.keys(definitions['example.org/v1/Shop']?.properties ?? {})).toEqual(['spec']);
  });

  it('says which kind there is not', () => {
    expect(() => fromOpenApi(SHOP, ['v1/Shed'], 'shop@v1')).toThrow(
      'Cannot record v1/Shed: shop@v1 has no such kind',
    );
  });
});

describe('fromCrds()', () => {
  const openAPIV3Schema = {
    properties: { spec: { properties: {} }, status: text, metadata: { type: 'object' } },
  };
  const shop = {
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'example.org',
      scope: 'Cluster' as const,
      names: { kind: 'Shop' },
      versions: [{ name: 'v1', schema: { openAPIV3Schema } }],
    },
  };

  it('adds what every object has, and leaves out its status', () => {
    const { kinds, definitions } = fromCrds([shop], ['example.org/v1/Shop'], 'shop@v1');
    expect(kinds).toEqual({ 'example.org/v1/Shop': { namespaced: false } });
    const { properties } = definitions['example.org/v1/Shop'] ?? {};
    expect(Object.keys(properties ?? {})).toEqual(['spec', 'metadata', 'apiVersion', 'kind']);
    expect(properties?.metadata).toEqual({ $ref: expect.stringMatching(/ObjectMeta$/) as string });
  });

  it('says which version of a kind there is not', () => {
    expect(() => fromCrds([shop], ['example.org/v2/Shop'], 'shop@v1')).toThrow(
      'Cannot record example.org/v2/Shop',
    );
  });
});
