import { afterAll } from 'vitest'
import { openSmtpTwin, type SmtpTwin } from './open-smtp-twin.ts'

/** A real SMTP server that keeps what it is given, for one test file. */
export async function smtpTwin(): Promise<SmtpTwin> {
  const twin = await openSmtpTwin()
  afterAll(() => twin.stop())
  return twin
}
