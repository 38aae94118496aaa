import type { Tx } from '../platform/sql.ts'

/** The text of the provider's id, locked. */
export async function lockTextOfProvider(
  tx: Tx,
  accountId: string,
  providerId: string,
): Promise<{ textId: string; dedupeKey: string; status: string | null } | undefined> {
  const [row] = await tx<{ textId: string; dedupeKey: string; status: string | null }[]>`
    select text_id as "textId", dedupe_key as "dedupeKey", provider_status as status
    from outbox_texts
    where account_id = ${accountId}
      and provider_id is not null
      and provider_id = ${providerId}
    for update`
  return row
}

export async function setTextStatus(
  tx: Tx,
  accountId: string,
  textId: string,
  { status, failure }: { status: string; failure: string | null },
): Promise<void> {
  await tx`
    update outbox_texts
    set provider_status = ${status},
        state = ${failure === null ? tx`state` : 'failed'},
        failure = ${failure === null ? tx`failure` : 'refused'},
        failure_detail = coalesce(${failure}, failure_detail)
    where account_id = ${accountId}
      and text_id = ${textId}`
}
