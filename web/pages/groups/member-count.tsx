import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../ui/format.ts'
import { Proven } from '../../ui/proven.tsx'
import { useOpenProof } from '../reports/use-open-proof.ts'

/** How many are in a list or segment now; pressed, it opens its proof. */
export function MemberCount(props: { id: string; count: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const openProof = useOpenProof()
  const { id, count } = props
  return (
    <Text span className="number" fw={600}>
      <Proven
        name={t('groups.number_size')}
        shown={t('groups.members_count', { count, number: formats.number(count) })}
        onOpen={() => openProof({ kind: 'group', group_id: id, number: 'size' })}
      />
    </Text>
  )
}
