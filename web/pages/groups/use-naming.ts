import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import { groupList } from '../../api/groups.ts'
import { metricList } from '../../api/metrics.ts'
import { metricName } from '../../ui/names.ts'
import type { Naming } from './condition-sentence.ts'

/** What sentences about conditions need: the names behind ids, in the reader's language. */
export function useNaming(): Naming {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { data: metrics = [] } = useQuery(metricList(account.id, {}))
  const { data: groups = [] } = useQuery(groupList(account.id, { kind: null, search: '' }))
  const names = new Map([
    ...metrics.map((one) => [`metric ${one.id}`, metricName(one, i18n.language)] as const),
    ...groups.map((one) => [`group ${one.id}`, one.name] as const),
  ])
  return {
    t,
    language: i18n.language,
    nameOf: (kind, id) => names.get(`${kind} ${id}`) ?? id,
  }
}
