/** The compared form of an email: two spellings are one person. */
export function emailKeyOf(email: string): string {
  return email.trim().toLowerCase()
}
