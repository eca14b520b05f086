/** The settings of a service, wherever they are kept. */
export type Env = Readonly<Record<string, string | undefined>>;

export interface ServiceSettings {
  readonly service: string;
  readonly env: Env;
  /** Where a setting is changed, e.g. `services/user/.env`. */
  readonly where: (variable: string) => string;
}

/** A setting; what is empty counts as not set, as OpenTelemetry has it. */
export const valueOf = (env: Env, name: string): string | undefined => env[name]?.trim() || undefined;

/** The members of a list such as `tracecontext,baggage`. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
