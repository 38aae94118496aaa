import { createPrivateKey, type KeyObject } from 'node:crypto'
import { SealBroken, type Vault } from '../platform/encryption.ts'
import type { DkimSigner } from './outgoing-mail.ts'
import { dkimPurpose, type SendingSettings } from './sending-settings.ts'

/** Keys that are ready to sign: reading one, and signing with it for the first time, costs a mail. */
const KEYS_READY_MAX = 100
const ready = new Map<string, KeyObject>()

/** The key with which an account's mails are signed; null: there is none, or it cannot be opened. */
export function dkimOf(
  { vault }: { vault: Vault },
  accountId: string,
  stored: { settings: SendingSettings; dkimKeySealed: Buffer | null },
): DkimSigner | null {
  const { dkim } = stored.settings
  if (!dkim || !stored.dkimKeySealed) return null
  try {
    const pem = vault.open(stored.dkimKeySealed, dkimPurpose(accountId))
    const privateKey = readyKey(pem)
    return privateKey && { domain: dkim.domain, selector: dkim.selector, privateKey }
  } catch (error) {
    // An unsigned mail is better than none.
    if (error instanceof SealBroken) return null
    throw error
  }
}

function readyKey(pem: string): KeyObject | null {
  const known = ready.get(pem)
  if (known) return known
  const read = keyOf(pem)
  if (!read) return null
  const [oldest] = ready.keys()
  if (ready.size >= KEYS_READY_MAX && oldest !== undefined) ready.delete(oldest)
  ready.set(pem, read)
  return read
}

function keyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

/** A signature of another domain than the sender's proves nothing, so there is none. */
export function dkimFor(key: DkimSigner | null, from: string): DkimSigner | null {
  const domain = from.split('@').at(-1)?.toLowerCase() ?? ''
  const signs = key?.domain.toLowerCase()
  return signs !== undefined && (domain === signs || domain.endsWith(`.${signs}`)) ? key : null
}
