/** How a service is told apart: by colour, and by its letters for who cannot see the colour. */

const COLOURS = 12;
/** Found by trial: with it the services of this system have a colour each, none shared. */
const SEED = 20_633;

/** The service's colour, `--service-0` to `--service-11` of tokens.css. The same name has the same one everywhere. */
export function serviceColour(name: string): string {
  return `var(--service-${serviceSlot(name)})`;
}

/** @returns 0 to 11. */
export function serviceSlot(name: string): number {
  let hash = SEED;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  // FNV alone mixes its low bits too little for a remainder of 12.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return (hash >>> 0) % COLOURS;
}

/** Two letters for a service: `ED` for event-display, `Us` for user. */
export function serviceLetters(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const [first = '?', second] = words.map((word) => Array.from(word));
  return second ? `${upper(first[0])}${upper(second[0])}` : `${upper(first[0])}${first[1] ?? ''}`;
}

const upper = (letter = ''): string => letter.toLocaleUpperCase('en');
