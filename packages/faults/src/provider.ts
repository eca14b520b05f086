/** What OpenFeature asks: flagd's evaluation of the live flags, in this process; but first what the request itself carries. */
import { type EvaluationContext, type ResolutionDetails, StandardResolutionReasons } from '@openfeature/core';
import type { JsonValue, Provider } from '@openfeature/server-sdk';
import { faultNamed } from './catalogue.ts';
import type { LiveFlags } from './live-flags.ts';
import { requestedVariant } from './requested.ts';

export class FaultProvider implements Provider {
  readonly metadata = { name: 'tracewalk-faults' };
  readonly runsOn = 'server';
  readonly #flags: LiveFlags;

  constructor(flags: LiveFlags) {
    this.#flags = flags;
  }

  /** As OpenFeature's own methods, but at once: a sampler cannot wait. */
  resolve<Value extends boolean | number>(
    name: string,
    off: Value,
    context: EvaluationContext,
  ): ResolutionDetails<Value> {
    const { fault: asked } = context;
    const variant = typeof asked === 'string' ? requestedVariant(asked, name) : undefined;
    if (variant !== undefined) {
      const value = faultNamed(name)?.variants[variant] as Value;
      return { value, variant, reason: StandardResolutionReasons.TARGETING_MATCH };
    }
    const type = typeof off as 'boolean' | 'number';
    return this.#flags.core.resolve<boolean | number>(type, name, off, context) as ResolutionDetails<Value>;
  }

  async resolveBooleanEvaluation(name: string, off: boolean, context: EvaluationContext) {
    return this.resolve(name, off, context);
  }

  async resolveNumberEvaluation(name: string, off: number, context: EvaluationContext) {
    return this.resolve(name, off, context);
  }

  async resolveStringEvaluation(name: string, fallback: string, context: EvaluationContext) {
    return this.#flags.core.resolveStringEvaluation(name, fallback, context);
  }

  async resolveObjectEvaluation<T extends JsonValue>(name: string, fallback: T, context: EvaluationContext) {
    return this.#flags.core.resolveObjectEvaluation(name, fallback, context);
  }
}
