/** A request that is refused: its HTTP status, why, and headers that belong to the status. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.headers = headers;
  }
}

/** What to say of any error; only a refusal says what the sender did. */
export const toRefusal = (error: unknown): Refusal =>
  error instanceof Refusal ? error : new Refusal(500, `Cannot answer: ${(error as Error).message}`);
