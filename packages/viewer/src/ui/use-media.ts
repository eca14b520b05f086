import { useEffect, useState } from 'preact/hooks';

/** Whether a media query holds, such as `(width < 860px)`. */
export function useMedia(media: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(media).matches);
  useEffect(() => {
    const list = matchMedia(media);
    const read = () => setHolds(list.matches);
    read();
    list.addEventListener('change', read);
    return () => list.removeEventListener('change', read);
  }, [media]);
  return holds;
}
