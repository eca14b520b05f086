/** Lets so many things happen at a time: the others wait for their turn. */
export function takeTurns(atATime: number): () => Promise<Disposable> {
  let free = atATime;
  const waiting: (() => void)[] = [];
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return {
      [Symbol.dispose]: () => {
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      },
    };
  };
}
