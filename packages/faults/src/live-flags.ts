/** The flags that hold right now, and whether there is anything to ask them. */
import { FlagdCore, MemoryStorage } from '@openfeature/flagd-core';
import { parseFlags } from './flag-file.ts';
import { isSet } from './switch-fault.ts';

/** flagd-core writes what it thinks to the console; what is wrong with a file is told by whoever reads it. */
const SILENT = { error: nothing, warn: nothing, info: nothing, debug: nothing };

export class LiveFlags {
  readonly #storage = new MemoryStorage(SILENT, { disableDynamicCodeGeneration: true });
  readonly core = new FlagdCore(this.#storage, SILENT);
  #set: ReadonlySet<string> = new Set();

  /** Names of the faults that some request may see. While there are none, nothing has to be evaluated. */
  get set(): ReadonlySet<string> {
    return this.#set;
  }

  /** Replaces all flags. @throws what is wrong with the text; then the flags are as they were. */
  load(text: string): void {
    const { flags } = parseFlags(text);
    try {
      this.#storage.setConfigurations(text, true);
    } catch (error) {
      throw new Error(`flagd would not take it: ${firstComplaint(error as Error)}`, { cause: error });
    }
    this.#set = new Set(Object.keys(flags).filter((name) => isSet(flags[name])));
  }
}

/** The validator's whole list has hundreds of lines, and begins with what matters. */
function firstComplaint({ message }: Error): string {
  const [, where] = /"instancePath": "([^"]*)"/.exec(message) ?? [];
  const [, what] = /"message": "([^"]*)"/.exec(message) ?? [];
  return where !== undefined && what ? `${where.replaceAll('/', ' ').trim()} ${what}` : message.slice(0, 160);
}

function nothing(): void {}
