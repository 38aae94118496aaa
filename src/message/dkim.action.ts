import { SealBroken, type Vault } from '../platform/encryption.ts'
import { dkimPurpose, type SendingSettings } from './sending-settings.ts'

export interface DkimKey {
  domain: string
  selector: string
  /** PEM. */
  privateKey: string
}

/** The key with which an account's mails are signed; null: there is none, or it cannot be opened. */
export function dkimOf(
  { vault }: { vault: Vault },
  accountId: string,
  stored: { settings: SendingSettings; dkimKeySealed: Buffer | null },
): DkimKey | null {
  const { dkim } = stored.settings
  if (!dkim || !stored.dkimKeySealed) return null
  try {
    const privateKey = vault.open(stored.dkimKeySealed, dkimPurpose(accountId))
    return { domain: dkim.domain, selector: dkim.selector, privateKey }
  } catch (error) {
    // An unsigned mail is better than none.
    if (error instanceof SealBroken) return null
    throw error
  }
}

/** A signature of another domain than the sender's proves nothing, so there is none. */
export function dkimFor(key: DkimKey | null, from: string): DkimKey | null {
  const domain = from.split('@').at(-1)?.toLowerCase() ?? ''
  const signs = key?.domain.toLowerCase()
  return signs !== undefined && (domain === signs || domain.endsWith(`.${signs}`)) ? key : null
}
