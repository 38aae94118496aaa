import type { Db, Tx } from '../platform/sql.ts'

export interface CodeRow {
  accountId: string
  codeId: string
  conversationId: string
  emailHash: Buffer
  /** Null: nobody has this address. */
  profileId: string | null
  codeHash: Buffer
  tries: number
  createdAt: Date
  expiresAt: Date
}

export async function insertCode(tx: Tx, code: Omit<CodeRow, 'tries'>): Promise<void> {
  await tx`
    insert into agent_verification_codes (
      account_id, code_id, conversation_id, email_hash, profile_id, code_hash, created_at, expires_at
    )
    values (
      ${code.accountId}, ${code.codeId}, ${code.conversationId}, ${code.emailHash},
      ${code.profileId}, ${code.codeHash}, ${code.createdAt}, ${code.expiresAt}
    )`
}

export interface CodesAsked {
  inConversation: number
  forEmail: number
}

/** How many codes were asked for since an instant, in a conversation and with an address. */
export async function countCodes(
  tx: Tx,
  accountId: string,
  asked: { conversationId: string; emailHash: Buffer; since: Date },
): Promise<CodesAsked> {
  const [row] = await tx<CodesAsked[]>`
    with recent as (
      select conversation_id, email_hash
      from agent_verification_codes
      where account_id = ${accountId}
        and conversation_id = ${asked.conversationId}
        and created_at > ${asked.since}
      union all
      select conversation_id, email_hash
      from agent_verification_codes
      where account_id = ${accountId}
        and email_hash = ${asked.emailHash}
        and conversation_id <> ${asked.conversationId}
        and created_at > ${asked.since}
    )
    select count(*) filter (where conversation_id = ${asked.conversationId}) as "inConversation",
           count(*) filter (where email_hash = ${asked.emailHash}) as "forEmail"
    from recent`
  return row ?? { inConversation: 0, forEmail: 0 }
}

/** The code of a conversation that counts, locked: two messages cannot both try it. */
export async function lockUnusedCode(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<CodeRow | undefined> {
  const [row] = await tx<CodeRow[]>`
    select account_id as "accountId", code_id as "codeId", conversation_id as "conversationId",
           email_hash as "emailHash", profile_id as "profileId", code_hash as "codeHash", tries,
           created_at as "createdAt", expires_at as "expiresAt"
    from agent_verification_codes
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and used_at is null
    limit 1
    for update`
  return row
}

export async function countTry(db: Db, accountId: string, codeId: string): Promise<void> {
  await db`
    update agent_verification_codes
    set tries = tries + 1
    where account_id = ${accountId}
      and code_id = ${codeId}`
}

/** From now on no code of the conversation is worth anything. */
export async function spendCodes(
  tx: Tx,
  accountId: string,
  conversationId: string,
  now: Date,
): Promise<void> {
  await tx`
    update agent_verification_codes
    set used_at = ${now}
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and used_at is null`
}

/** Codes that no limit counts any more. */
export async function forgetCodes(tx: Tx, accountId: string, before: Date): Promise<void> {
  await tx`
    delete from agent_verification_codes
    where account_id = ${accountId}
      and created_at <= ${before}`
}
