import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { ConsentRecord, ConsentSettings } from '../../src/contract/consent.ts'
import { call, send } from './client.ts'
import { many, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const Settings = one(resource(ConsentSettings.attributes))
export type ConsentSettingsState = z.infer<typeof ConsentSettings.attributes>

export function consentSettings(account: string) {
  return queryOptions({
    queryKey: [account, 'consent-settings'],
    queryFn: async ({ signal }) =>
      (await call('/api/x/consent-settings', Settings, { account, signal })).data.attributes,
  })
}

export async function changeConsentSettings(
  account: string,
  change: Partial<ConsentSettingsState>,
) {
  await send('/api/x/consent-settings', {
    account,
    method: 'PATCH',
    body: { data: { type: 'consent-settings', id: account, attributes: change } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'consent-settings'] })
}

const Change = resource(ConsentRecord.attributes)
export type ConsentChangeState = { id: string } & z.infer<typeof ConsentRecord.attributes>

export function consentChanges(account: string, profileId: string) {
  return queryOptions({
    queryKey: [account, 'profile', profileId, 'consent-changes'],
    queryFn: async ({ signal }): Promise<ConsentChangeState[]> => {
      const path = `/api/x/profiles/${profileId}/consent-changes`
      const document = await call(path, many(Change), { account, signal })
      return document.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}
