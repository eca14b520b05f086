/** What the caller gave cannot be used. The command line prints the message alone and ends with this exit code. */
export class BadInput extends Error {
  readonly exitCode = 2;
}
