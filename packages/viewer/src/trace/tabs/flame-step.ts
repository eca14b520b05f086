/** Where an arrow key leads from a box: down and up the path, left and right along its level. */
import type { FlamePlace } from '../model/flame-graph.ts';

/** The id of the next box; undefined when the key is not for boxes or leads nowhere. */
export function flameStep(key: string, places: readonly FlamePlace[], from: FlamePlace): number | undefined {
  const level = () =>
    places
      .filter(({ box }) => box.depth === from.box.depth)
      .toSorted((a, b) => a.from - b.from || a.box.id - b.box.id);
  switch (key) {
    case 'ArrowUp':
      return places.find(({ box }) => box.id === from.box.parent)?.box.id;
    case 'ArrowDown':
      return places.filter(({ box }) => box.parent === from.box.id).toSorted((a, b) => b.width - a.width)[0]
        ?.box.id;
    case 'ArrowRight':
      return level()[level().indexOf(from) + 1]?.box.id;
    case 'ArrowLeft':
      return level()[level().indexOf(from) - 1]?.box.id;
    case 'Home':
      return places[0]?.box.id;
    default:
      return undefined;
  }
}
