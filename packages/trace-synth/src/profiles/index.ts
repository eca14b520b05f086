/** The built-in profiles, by name. */
import { alibaba } from './alibaba.ts';
import { async } from './async.ts';
import { demo } from './demo.ts';
import { errors } from './errors.ts';
import { deep, giant, wide } from './extremes.ts';
import { hotrod } from './hotrod.ts';
import { metaAds, metaFetch, metaRaas } from './meta.ts';
import type { Profile } from './profile.ts';

export const profiles: readonly Profile[] = [
  demo,
  hotrod,
  metaAds,
  metaFetch,
  metaRaas,
  alibaba,
  async,
  errors,
  deep,
  wide,
  giant,
];

/** @throws Error that names those there are */
export function profileNamed(name: string): Profile {
  const found = profiles.find((each) => each.name === name);
  if (found) return found;
  const names = profiles.map((each) => each.name).join(', ');
  throw new Error(`Cannot find profile ${name}: there are ${names}`);
}
