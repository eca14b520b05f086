/** Services by number. They are never forgotten, so there is an end to them. */
const MAX_SERVICES = 10_000;
/** The name for all that come after. */
const OTHERS = 'more-services-than-can-be-told-apart';

export class ServiceNames {
  readonly #names: string[] = [];
  readonly #ids = new Map<string, number>();

  get count(): number {
    return this.#names.length;
  }

  /** The number of a service; a new one if it has none yet. */
  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    if (this.count >= MAX_SERVICES && name !== OTHERS) return this.idOf(OTHERS);
    const id = this.#names.push(name) - 1;
    this.#ids.set(name, id);
    return id;
  }

  /** The number of a service, or -1. */
  find(name: string): number {
    return this.#ids.get(name) ?? -1;
  }

  nameOf(id: number): string {
    return this.#names[id] ?? '';
  }
}
