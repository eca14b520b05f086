const OTHERWISE: Record<string, string> = { frontend: 'FRONTEND_URL', events: 'EVENTS_URL' };

/** What the environment calls a flag: `maxInFlight` is MAX_IN_FLIGHT. */
export const settingName = (flag: string): string =>
  OTHERWISE[flag] ?? flag.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
