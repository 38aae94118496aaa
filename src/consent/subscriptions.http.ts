import {
  bulkSubscribeProfiles,
  bulkUnsubscribeProfiles,
  createClientSubscription,
} from '../contract/consent.ts'
import { implement, type Route } from '../platform/http.ts'
import { uuidOf } from '../platform/id.ts'
import { notFound } from '../platform/problem.ts'
import { readIdentifiers } from '../profile/identifiers.ts'
import { readProfileInput } from '../profile/profile-input.ts'
import type { JobRow } from './consent-jobs.ts'
import { queueConsentJob } from './queue-consent-job.action.ts'
import { namedConsents, refuseUnaddressed, refuseWrongTimes } from './read-consents.ts'

const ROWS = '/data/attributes/profiles/data'

const subscribe = implement(bulkSubscribeProfiles, async ({ body, caller, sql, now, ip }) => {
  const { attributes, relationships } = body.data
  const isHistorical = attributes.historical_import ?? false
  const rows = attributes.profiles.data.map(({ id, attributes: sent }, at): JobRow => {
    const pointer = `${ROWS}/${at}/attributes`
    const { email, phone_number } = sent
    const row: JobRow = {
      id: readId(id),
      identifiers: readIdentifiers({ email, phone_number }, pointer),
      fields: {},
      consents: namedConsents(sent.subscriptions),
    }
    const anonymousId = sent.subscriptions.push?.anonymous_id
    if (anonymousId) row.identifiers.anonymous_id = anonymousId
    refuseUnaddressed(row, pointer)
    refuseWrongTimes(row.consents, { isHistorical, now }, pointer)
    return row
  })
  await queueConsentJob(
    sql,
    caller.accountId,
    {
      kind: 'subscribe',
      payload: {
        rows,
        customSource: attributes.custom_source ?? null,
        isHistorical,
        isFromClient: false,
        ip,
      },
      listId: relationships?.list?.data.id ?? null,
      segmentId: null,
    },
    now,
  )
})

const unsubscribe = implement(bulkUnsubscribeProfiles, async ({ body, caller, sql, now, ip }) => {
  const { attributes, relationships } = body.data
  const rows = attributes.profiles.data.map(({ attributes: sent }, at): JobRow => {
    const pointer = `${ROWS}/${at}/attributes`
    const { email, phone_number } = sent
    const row: JobRow = {
      id: null,
      identifiers: readIdentifiers({ email, phone_number }, pointer),
      fields: {},
      consents: namedConsents(sent.subscriptions),
    }
    refuseUnaddressed(row, pointer)
    return row
  })
  await queueConsentJob(
    sql,
    caller.accountId,
    {
      kind: 'unsubscribe',
      payload: { rows, customSource: null, isHistorical: false, isFromClient: false, ip },
      listId: relationships?.list?.data.id ?? null,
      segmentId: null,
    },
    now,
  )
})

const fromWebPage = implement(createClientSubscription, async ({ body, caller, sql, now, ip }) => {
  const { attributes, relationships } = body.data
  const { data } = attributes.profile
  const pointer = '/data/attributes/profile/data'
  const { subscriptions, ...profile } = data.attributes
  const input = readProfileInput({ ...data, attributes: profile }, pointer, 'client')
  const row: JobRow = {
    id: input.id ?? null,
    identifiers: input.identifiers,
    fields: input.fields,
    consents: namedConsents(
      subscriptions ?? {
        email: input.identifiers.email ? MARKETING : null,
        sms: input.identifiers.phone_number ? MARKETING : null,
      },
    ),
  }
  refuseUnaddressed(row, `${pointer}/attributes`)
  refuseWrongTimes(row.consents, { isHistorical: false, now }, `${pointer}/attributes`)
  await queueConsentJob(
    sql,
    caller.accountId,
    {
      kind: 'subscribe',
      payload: {
        rows: [row],
        customSource: attributes.custom_source ?? null,
        isHistorical: false,
        isFromClient: true,
        ip,
      },
      listId: relationships.list.data.id,
      segmentId: null,
    },
    now,
  )
})

const MARKETING = { marketing: { consent: 'SUBSCRIBED' as const } }

/** Subscribing and unsubscribing, by programs and by web pages. */
export const subscriptionRoutes: readonly Route[] = [subscribe, unsubscribe, fromWebPage]

/** @throws Problem 404 for what is no id at all; one that leads nowhere is skipped by the job */
function readId(id: string | null | undefined): string | null {
  if (id === null || id === undefined || id === '') return null
  const uuid = uuidOf(id)
  if (uuid === undefined) throw notFound('profile', id)
  return uuid
}
