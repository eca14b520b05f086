import { containersOf, podsOf } from '../pods.ts';
import type { Rule } from './rule.ts';

export const images: Rule = {
  name: 'images',
  says: 'images are pinned: a tag or a digest, not latest',
  check: (objects) =>
    objects.flatMap(podsOf).flatMap((pod) =>
      containersOf(pod)
        .filter(({ container: { image } }) => !isPinned(image))
        .map(({ container: { image }, field }) => ({
          object: pod.object,
          field: `${field}.image`,
          wrong: `(${image}) may be another tomorrow`,
          remedy: 'Give it the tag of a version.',
        })),
    ),
};

/** Only the last part can have a tag: `localhost:5000/tracewalk` has none. */
function isPinned(image: string): boolean {
  const [, tag = ''] = image.split('/').at(-1)?.split(':') ?? [];
  return image.includes('@sha256:') || !/^(latest|main|nightly|edge)?$/.test(tag);
}
