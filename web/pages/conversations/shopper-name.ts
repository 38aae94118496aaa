import type { InboxState } from '../../api/conversations.ts'

/** How to call a shopper: by name, else by whatever leads to them; empty for a stranger. */
export function shopperName({ shopper, address }: InboxState): string {
  return shopper.name ?? shopper.email ?? shopper.phone_number ?? address ?? ''
}
