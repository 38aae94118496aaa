import type { Db, Tx } from '../platform/sql.ts'

export interface PageTheme {
  accent: string | null
  background: string | null
  text: string | null
}

export interface PageTexts {
  unsubscribe: string | null
  preferences: string | null
  confirm: string | null
}

export interface ConsentPageRow {
  theme: PageTheme
  texts: PageTexts
}

const NO_THEME: PageTheme = { accent: null, background: null, text: null }
const NO_TEXTS: PageTexts = { unsubscribe: null, preferences: null, confirm: null }

/** What the hosted pages of an account look like and say. */
export async function findConsentPages(db: Db, accountId: string): Promise<ConsentPageRow> {
  const [row] = await db<{ theme: Partial<PageTheme>; texts: Partial<PageTexts> }[]>`
    select theme, texts
    from consent_pages
    where account_id = ${accountId}`
  return { theme: { ...NO_THEME, ...row?.theme }, texts: { ...NO_TEXTS, ...row?.texts } }
}

export async function saveConsentPages(
  tx: Tx,
  accountId: string,
  { theme, texts }: ConsentPageRow,
): Promise<void> {
  await tx`
    insert into consent_pages (account_id, theme, texts)
    values (
      ${accountId}, ${JSON.stringify(theme)}::text::jsonb, ${JSON.stringify(texts)}::text::jsonb
    )
    on conflict (account_id) do update
    set theme = excluded.theme, texts = excluded.texts`
}
