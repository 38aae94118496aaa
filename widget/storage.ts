/** The browser's storage where it may be used, else memory: a page may be sandboxed. */
export class Storage {
  private readonly kept = new Map<string, string>()
  private readonly prefix: string
  private readonly where: () => globalThis.Storage

  constructor(prefix: string, where: () => globalThis.Storage) {
    this.prefix = prefix
    this.where = where
  }

  get(name: string): string | null {
    try {
      return this.where().getItem(this.prefix + name)
    } catch {
      return this.kept.get(name) ?? null
    }
  }

  /** Null removes it. */
  set(name: string, value: string | null): void {
    try {
      if (value === null) this.where().removeItem(this.prefix + name)
      else this.where().setItem(this.prefix + name, value)
    } catch {
      if (value === null) this.kept.delete(name)
      else this.kept.set(name, value)
    }
  }

  /** The name inside a storage event of this page's other tabs; null when it is not ours. */
  nameIn(event: StorageEvent): string | null {
    return event.key?.startsWith(this.prefix) ? event.key.slice(this.prefix.length) : null
  }
}
