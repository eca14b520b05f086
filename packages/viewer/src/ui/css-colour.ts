import { themeVersion } from '../app/theme.ts';

/**
 * A token's colour as the canvas needs it, e.g. `cssColour('--service-3')`. Reading it in a component or an effect
 * follows the theme. A custom property's own value is `light-dark(...)`; only a property that is a colour resolves it.
 */
export function cssColour(token: string): string {
  // Read for the subscription.
  void themeVersion.value;
  const probe = document.createElement('i');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
