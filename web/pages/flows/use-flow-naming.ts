import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import { groupList } from '../../api/groups.ts'
import { metricList } from '../../api/metrics.ts'
import { metricName } from '../../ui/names.ts'
import type { FlowNaming } from './step-words.ts'

export function useFlowNaming(): FlowNaming {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { data: metrics = [] } = useQuery(metricList(account.id, {}))
  const { data: groups = [] } = useQuery(groupList(account.id, { kind: null, search: '' }))
  return {
    t,
    metric: (id) => {
      const found = metrics.find((one) => one.id === id)
      return found ? metricName(found, i18n.language) : id
    },
    group: (id) => groups.find((one) => one.id === id)?.name ?? id,
  }
}
