import { Button, Group, Select, Stack, Table, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  mergeProfiles,
  type ProfileDetails,
  profile as profileQuery,
  profileSearch,
} from '../../api/profiles.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { profileName } from '../../ui/names.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

const FOUND_MAX = 8
const WAIT_MS = 200

interface MergeProps {
  account: { id: string }
  /** The one that is kept. */
  profile: ProfileDetails
  opened: boolean
  onClose: () => void
}

/** Two profiles of one person become one; what is kept can be seen before it is done. */
export function MergeProfile(props: MergeProps) {
  const { t } = useTranslation()
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('profile.mergeTitle')} size="lg">
      <MergeForm {...props} />
    </Dialog>
  )
}

function MergeForm({ account, profile, onClose }: MergeProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [settled] = useDebouncedValue(text.trim(), WAIT_MS)
  const [sourceId, setSourceId] = useState<string | null>(null)
  const found = useQuery({
    ...profileSearch(account.id, { search: settled, size: FOUND_MAX }),
    placeholderData: keepPreviousData,
  })
  const source = useQuery({
    ...profileQuery(account.id, sourceId ?? ''),
    enabled: sourceId !== null,
  })
  const merge = useMutation({
    mutationFn: (id: string) => mergeProfiles(account.id, { source: id, into: profile.id }),
    onSuccess: (isDone) => {
      done(t(isDone ? 'profile.merged' : 'profile.merging'))
      onClose()
    },
  })
  const candidates = (found.data?.profiles ?? []).filter((each) => each.id !== profile.id)
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('profile.mergeBody')}
      </Text>
      <Select
        label={t('profile.mergeSource')}
        placeholder={t('profiles.search')}
        searchable
        data-autofocus
        searchValue={text}
        onSearchChange={setText}
        filter={({ options }) => options}
        value={sourceId}
        onChange={setSourceId}
        nothingFoundMessage={t('profiles.noneFound')}
        data={candidates.map((each) => ({
          value: each.id,
          label: [profileName(each, t('profiles.anonymous')), each.email ?? each.id].join(' · '),
        }))}
      />
      {source.data && sourceId ? <Preview kept={profile} source={source.data} /> : null}
      <ProblemNotice problem={merge.error ?? source.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          disabled={!source.data || !sourceId}
          loading={merge.isPending}
          onClick={() => sourceId && merge.mutate(sourceId)}
        >
          {t('profile.mergeDo')}
        </Button>
      </Group>
    </Stack>
  )
}

const COMPARED = [
  'email',
  'phone_number',
  'external_id',
  'first_name',
  'last_name',
  'organization',
  'locale',
] as const

function Preview(props: { kept: ProfileDetails; source: ProfileDetails }) {
  const { t } = useTranslation()
  const { kept, source } = props
  const rows = COMPARED.map((field) => ({
    field,
    label: t(`fields.${field}`),
    kept: kept[field],
    source: source[field],
  })).filter((row) => row.kept ?? row.source)
  const gained = Object.keys(source.properties).filter((key) => !(key in kept.properties))
  return (
    <div>
      <Table
        withTableBorder
        layout="fixed"
        verticalSpacing={6}
        style={{ overflowWrap: 'anywhere' }}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Td w="16%" />
            <Table.Th scope="col">{t('profile.mergeKept')}</Table.Th>
            <Table.Th scope="col">{t('profile.mergeGone')}</Table.Th>
            <Table.Th scope="col">{t('profile.mergeResult')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.field}>
              <Table.Th scope="row" fw={400} c="dimmed">
                {row.label}
              </Table.Th>
              <Table.Td>{row.kept ?? '–'}</Table.Td>
              <Table.Td c="dimmed">{row.source ?? '–'}</Table.Td>
              <Table.Td fw={550}>{row.kept ?? row.source}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {gained.length > 0 ? (
        <Text size="sm" c="dimmed" mt="xs">
          {t('profile.mergeProperties', { count: gained.length })}
        </Text>
      ) : null}
    </div>
  )
}
