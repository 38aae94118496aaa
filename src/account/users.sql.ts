import type { Db, Tx } from '../platform/sql.ts'

export interface UserRow {
  userId: string
  email: string
  emailKey: string
  name: string
  passwordHash: string
  locale: 'en' | 'de' | null
  colorScheme: 'auto' | 'light' | 'dark'
  createdAt: Date
}

const columns = (sql: Db) => sql`
  user_id as "userId", email, email_key as "emailKey", name, password_hash as "passwordHash",
  locale, color_scheme as "colorScheme", created_at as "createdAt"`

export async function findUser(sql: Db, userId: string): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`
    select ${columns(sql)}
    from users
    where user_id = ${userId}`
  return row
}

export async function lockUser(tx: Tx, userId: string): Promise<UserRow | undefined> {
  const [row] = await tx<UserRow[]>`
    select ${columns(tx)}
    from users
    where user_id = ${userId}
    for no key update`
  return row
}

/** @param emailKey as `emailKeyOf` makes it */
export async function findUserByEmail(sql: Db, emailKey: string): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`
    select ${columns(sql)}
    from users
    where email_key = ${emailKey}`
  return row
}

export async function hasUsers(sql: Db): Promise<boolean> {
  const [row] = await sql<Array<{ exists: boolean }>>`
    select exists (select from users) as exists`
  return row?.exists ?? false
}

/** False when somebody has this email already. */
export async function insertUser(tx: Tx, user: UserRow): Promise<boolean> {
  const inserted = await tx`
    insert into users (user_id, email, email_key, name, password_hash, locale, color_scheme, created_at)
    values (
      ${user.userId}, ${user.email}, ${user.emailKey}, ${user.name}, ${user.passwordHash},
      ${user.locale}, ${user.colorScheme}, ${user.createdAt}
    )
    on conflict (email_key) do nothing
    returning user_id`
  return inserted.length === 1
}

export async function updateUser(
  tx: Tx,
  user: Pick<UserRow, 'userId' | 'name' | 'locale' | 'colorScheme' | 'passwordHash'>,
): Promise<void> {
  await tx`
    update users
    set name = ${user.name}, locale = ${user.locale}, color_scheme = ${user.colorScheme},
        password_hash = ${user.passwordHash}
    where user_id = ${user.userId}`
}
