/** A few lines that are redrawn in place, for a terminal. */
export function liveBlock(
  out: NodeJS.WriteStream | undefined,
  everyMs: number,
  lines: () => string[],
): { end: () => void } {
  if (!out) return { end: () => undefined };
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) out.write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    const block = lines().map((line) => line.slice(0, (out.columns ?? 100) - 1));
    erase();
    out.write(block.map((line) => `${line}\n`).join(''));
    drawn = block.length;
  };
  const timer = setInterval(draw, everyMs);
  return {
    /** Removes the block. */
    end: () => {
      clearInterval(timer);
      erase();
    },
  };
}
