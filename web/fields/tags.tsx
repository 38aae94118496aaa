import { Select, TagsInput } from '@mantine/core'
import { IconTag } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  TAG_NAME_CHARACTERS_MAX,
  TAGS_PER_THING_MAX,
  type TaggedKind,
} from '../../src/contract/tags.ts'
import { useAccount, useRefusal } from '../account.ts'
import { putTagOn, tagList, tagsOn, takeTagOff } from '../api/tags.ts'
import { failed } from '../ui/toast.ts'

const RIGHTS = {
  list: 'lists:write',
  segment: 'segments:write',
  flow: 'flows:write',
  campaign: 'campaigns:write',
} as const

/** The tags of a thing: taken off by their cross, added by typing. Each change is kept at once. */
export function TagsField(props: { kind: TaggedKind; id: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const tagRefusal = useRefusal('tags:write')
  const refusal = useRefusal(RIGHTS[props.kind]) ?? tagRefusal
  const [text, setText] = useState('')
  const { data: all = [] } = useQuery(tagList(account.id))
  const { data: borne = [] } = useQuery(tagsOn(account.id, props.kind, props.id))
  const change = useMutation({
    mutationFn: async (names: readonly string[]) => {
      const added = names.filter((name) => !borne.some((tag) => tag.name === name))
      const gone = borne.filter((tag) => !names.includes(tag.name))
      for (const name of added) await putTagOn(account.id, props, name.trim())
      for (const tag of gone) await takeTagOff(account.id, props, tag.id)
    },
    onError: failed,
  })
  const names = borne.map((tag) => tag.name)
  if (refusal && names.length === 0) return null
  return (
    <TagsInput
      size="xs"
      maw={560}
      aria-label={t('tags.label')}
      placeholder={names.length === 0 ? t('tags.add') : ''}
      leftSection={<IconTag size={14} aria-hidden />}
      value={change.isPending ? [...change.variables] : names}
      onChange={(wanted) => change.mutate(wanted)}
      searchValue={text}
      onSearchChange={(typed) => setText(typed.slice(0, TAG_NAME_CHARACTERS_MAX))}
      data={all.map((tag) => tag.name)}
      limit={OFFERED_MAX}
      maxTags={TAGS_PER_THING_MAX}
      acceptValueOnBlur={false}
      readOnly={Boolean(refusal)}
      title={refusal}
    />
  )
}

/** Tags that are offered while one types. */
const OFFERED_MAX = 20

/** For the filter bar of a list; shows only where there are tags. */
export function TagFilter(props: { value: string; onChange: (tagId: string) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: all = [] } = useQuery(tagList(account.id))
  if (all.length === 0 && !props.value) return null
  return (
    <Select
      aria-label={t('tags.filter')}
      placeholder={t('tags.filter')}
      leftSection={<IconTag size={15} aria-hidden />}
      w={{ base: '100%', xs: 200 }}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('tags.all') }}
      data={all.map((tag) => ({ value: tag.id, label: tag.name }))}
      value={props.value || null}
      onChange={(tagId) => props.onChange(tagId ?? '')}
    />
  )
}
