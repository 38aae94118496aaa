interface Entry<Value> {
  freshUntilMs: number
  value: Promise<Value>
}

/**
 * Answers of the database, kept for a moment so that a burst asks once. Bounded: beyond `sizeMax`
 * the entry that was loaded first goes. Failures are not kept.
 */
export class ShortCache<Value> {
  private readonly entries = new Map<string, Entry<Value>>()
  private readonly sizeMax: number
  private readonly freshMs: number

  constructor({ sizeMax, freshMs }: { sizeMax: number; freshMs: number }) {
    this.sizeMax = sizeMax
    this.freshMs = freshMs
  }

  /** @param nowMs of a clock that never goes back */
  get(key: string, nowMs: number, load: () => Promise<Value>): Promise<Value> {
    const known = this.entries.get(key)
    if (known && known.freshUntilMs > nowMs) return known.value
    const entry = { freshUntilMs: nowMs + this.freshMs, value: load() }
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key)
    })
    this.entries.delete(key)
    this.entries.set(key, entry)
    const oldest = this.entries.size > this.sizeMax ? this.entries.keys().next().value : undefined
    if (oldest !== undefined) this.entries.delete(oldest)
    return entry.value
  }

  /** Forget everything, also what is being loaded at this moment. */
  clear(): void {
    this.entries.clear()
  }
}
