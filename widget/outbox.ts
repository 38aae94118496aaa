import type { Storage } from './storage.ts'

export interface Unsent {
  clientId: string
  text: string
  /** Milliseconds of the browser's clock, to order them. */
  at: number
  /** Refused by the server for what it is: sending again would not help. */
  isRefused: boolean
}

const NAME = 'outbox'
const UNSENT_MAX = 50

/**
 * What the shopper wrote and the server has not confirmed. Kept in the browser, so that neither a
 * lost connection nor a reload loses it; ids make sending twice harmless.
 */
export class Outbox {
  private readonly storage: Storage

  constructor(storage: Storage) {
    this.storage = storage
  }

  /** Oldest first. */
  all(): Unsent[] {
    try {
      const parsed: unknown = JSON.parse(this.storage.get(NAME) ?? '[]')
      return Array.isArray(parsed) ? parsed.filter(isUnsent) : []
    } catch {
      return []
    }
  }

  add(text: string): Unsent {
    const unsent = { clientId: newId(), text, at: Date.now(), isRefused: false }
    this.save([...this.all(), unsent].slice(-UNSENT_MAX))
    return unsent
  }

  remove(clientId: string): void {
    this.save(this.all().filter((one) => one.clientId !== clientId))
  }

  mark(clientId: string, isRefused: boolean): void {
    this.save(this.all().map((one) => (one.clientId === clientId ? { ...one, isRefused } : one)))
  }

  clear(): void {
    this.save([])
  }

  private save(all: Unsent[]): void {
    this.storage.set(NAME, all.length === 0 ? null : JSON.stringify(all))
  }
}

function isUnsent(value: unknown): value is Unsent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'clientId' in value &&
    typeof value.clientId === 'string' &&
    'text' in value &&
    typeof value.text === 'string'
  )
}

/** Random, and made without `crypto.randomUUID`, which pages over plain http do not have. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
