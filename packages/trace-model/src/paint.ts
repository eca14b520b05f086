/** Colour is decoration: whatever it says is said in words or signs as well. */

export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'bold' | 'dim';

export type Paint = (colour: Colour, text: string) => string;

/** SGR codes, on and off (ECMA-48, 8.3.117). Written here because this package imports nothing, `util` included. */
const CODES: Record<Colour, readonly [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

export const createPaint = (color: boolean): Paint =>
  color
    ? (colour, text) =>
        text.trim() === '' ? text : `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m`
    : (_colour, text) => text;

const SERVICE_COLOURS: readonly Colour[] = ['cyan', 'green', 'yellow', 'blue', 'magenta'];

/** A colour for each service of a trace; red is left to errors. */
export const serviceColours = (services: readonly string[]): ReadonlyMap<string, Colour> =>
  new Map(
    services.map((service, index) => [service, SERVICE_COLOURS[index % SERVICE_COLOURS.length] ?? 'cyan']),
  );
