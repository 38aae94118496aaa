import { Stack, TextInput } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useSearchParams } from 'react-router'
import type { Definition } from '../../../src/contract/conditions.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { changeSegment, createSegment, segment } from '../../api/groups.ts'
import { metricList } from '../../api/metrics.ts'
import { queryClient } from '../../api/query-client.ts'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { isWhole } from './new-condition.ts'
import { RECIPES, recipeDefinition } from './recipes.ts'
import { SegmentBuilder } from './segment-builder.tsx'

export async function loader({ params, request }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  const edited = new URL(request.url).searchParams.get('edit')
  await Promise.all([
    queryClient.ensureQueryData(metricList(account, {})),
    edited ? queryClient.ensureQueryData(segment(account, edited)) : null,
  ])
  return null
}

/** A new segment, from nothing or from a recipe; or one that is edited. */
export function Component() {
  const [search] = useSearchParams()
  const edited = search.get('edit')
  return edited ? <EditSegment id={edited} /> : <CreateSegment recipe={search.get('recipe')} />
}

function CreateSegment(props: { recipe: string | null }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const { data: metrics } = useSuspenseQuery(metricList(account.id, {}))
  const recipe = RECIPES.find((one) => one === props.recipe)
  const create = useMutation({
    mutationFn: (wanted: Wanted) => createSegment(account.id, wanted),
    onSuccess: (id) => navigate(paths.segment(account.id, id)),
  })
  return (
    <Editor
      title={t('groups.newSegment')}
      save={t('groups.createSegment')}
      back={paths.groups(account.id)}
      initial={{
        name: recipe ? t(`groups.recipe_${recipe}`) : '',
        definition: (recipe && recipeDefinition(recipe, metrics)) ?? { condition_groups: [] },
      }}
      isSaving={create.isPending}
      problem={create.error}
      onSave={create.mutate}
    />
  )
}

function EditSegment(props: { id: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const { data } = useSuspenseQuery(segment(account.id, props.id))
  const change = useMutation({
    mutationFn: (wanted: Wanted) => changeSegment(account.id, props.id, wanted),
    onSuccess: () => navigate(paths.segment(account.id, props.id)),
  })
  return (
    <Editor
      title={t('groups.editSegment')}
      save={t('common.save')}
      back={paths.segment(account.id, props.id)}
      initial={{ name: data.name, definition: data.definition }}
      isSaving={change.isPending}
      problem={change.error}
      onSave={change.mutate}
    />
  )
}

interface Wanted {
  name: string
  definition: Definition
}

function Editor(props: {
  title: string
  save: string
  back: string
  initial: Wanted
  isSaving: boolean
  problem: Error | null
  onSave: (wanted: Wanted) => void
}) {
  const { t } = useTranslation()
  const notAllowed = useRefusal('segments:write')
  const [name, setName] = useState(props.initial.name)
  const [definition, setDefinition] = useState(props.initial.definition)
  const conditions = definition.condition_groups.flatMap((group) => group.conditions)
  const refusal =
    notAllowed ??
    (name.trim() === ''
      ? t('groups.needsName')
      : conditions.length === 0
        ? t('groups.needsCondition')
        : conditions.every(isWhole)
          ? undefined
          : t('groups.needsChoices'))
  return (
    <Page
      title={props.title}
      wide
      above={
        <Link to={props.back} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('common.cancel')}
        </Link>
      }
      action={
        <Act
          refusal={refusal}
          loading={props.isSaving}
          onClick={() => props.onSave({ name: name.trim(), definition })}
        >
          {props.save}
        </Act>
      }
    >
      <Stack gap="lg">
        <ProblemNotice problem={props.problem} />
        <TextInput
          label={t('fields.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={255}
          maw={560}
        />
        <SegmentBuilder definition={definition} onChange={setDefinition} />
      </Stack>
    </Page>
  )
}
