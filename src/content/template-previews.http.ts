import {
  checkTemplate as checkEndpoint,
  previewTemplate as previewEndpoint,
} from '../contract/templates.ts'
import { listMetricProperties } from '../metric/metric-properties.sql.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'
import { checkTemplate, type KnownVariables } from './check-template.ts'
import { givenSource, previewMail } from './preview-mail.action.ts'
import { personPropertyNames } from './property-names.sql.ts'
import { findTemplate } from './templates.sql.ts'

export const templatePreviewRoutes: readonly Route[] = [
  implement(previewEndpoint, (call) =>
    call.read(async (tx) => {
      const { attributes } = call.body.data
      const { mail, skipReason } = await previewMail(
        tx,
        call.caller.accountId,
        attributes,
        call.now,
      )
      return {
        data: {
          type: 'template-preview',
          id: ulidOf(newUlidUuid(call.now)),
          attributes: {
            subject: mail?.subject ?? null,
            preview_text: mail?.previewText ?? null,
            html: mail?.html ?? null,
            text: mail?.text ?? null,
            skip_reason: skipReason,
          },
        },
      }
    }),
  ),

  implement(checkEndpoint, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const given = call.body.data.attributes
      const source = await givenSource(tx, accountId, given)
      const stored = given.template_id
        ? await findTemplate(tx, accountId, given.template_id)
        : undefined
      const isStored = !given.definition && !given.html && !given.mjml
      const findings = checkTemplate({
        ...source,
        ...(given.subject === undefined ? {} : { subject: given.subject }),
        previewText: given.preview_text,
        definition: given.definition ?? (isStored ? stored?.definition : null),
        isTransactional: given.transactional ?? false,
        known: await knownVariables(tx, call, given.metric_id ?? undefined),
      })
      return {
        data: {
          type: 'template-check',
          id: ulidOf(newUlidUuid(call.now)),
          attributes: { findings },
        },
      }
    }),
  ),
]

async function knownVariables(
  tx: Tx,
  { caller: { accountId } }: Pick<Call<never, never>, 'caller'>,
  metricId: string | undefined,
): Promise<KnownVariables> {
  const person = new Set(await personPropertyNames(tx, accountId))
  const properties = metricId ? await listMetricProperties(tx, accountId, metricId) : []
  const names = properties.map(({ property }) => property.split('.')[0] ?? property)
  // A metric that never happened has no properties that anybody could know.
  const event = names.length === 0 ? null : new Set([...names, '$value', '$event_id', '$id'])
  return { person, event }
}
