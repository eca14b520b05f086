import { commonSettings, readEnv } from '@tracewalk/service';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) => readEnv('__name__', commonSettings(8099), env);

export type Config = ReturnType<typeof readConfig>;
