import { z } from 'zod'
import type { JobKind } from '../platform/job.ts'

// guid, not uuid: a ULID has no version bits.
const ofMail = z.strictObject({ accountId: z.string(), mailId: z.guid() })
const ofText = z.strictObject({ accountId: z.string(), textId: z.guid() })

/** Wake a worker for one mail; it takes along what else is due. What it does is in send-mails.job.ts. */
export const SEND_MAIL = {
  name: 'message.send-mail',
  payload: ofMail,
  key: ({ mailId }) => mailId,
  attemptsMax: 5,
} satisfies JobKind<typeof ofMail>

/** The same for texts: send-texts.job.ts. */
export const SEND_TEXT = {
  name: 'message.send-text',
  payload: ofText,
  key: ({ textId }) => textId,
  attemptsMax: 5,
} satisfies JobKind<typeof ofText>
