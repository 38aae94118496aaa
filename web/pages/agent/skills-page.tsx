import { Badge, Group, Stack, Switch, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import {
  agentSkills,
  deleteSkill,
  type SkillState,
  skillTexts,
  switchSkill,
} from '../../api/agent.ts'
import { agentTools } from '../../api/agent-tools.ts'
import { queryClient } from '../../api/query-client.ts'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { failed } from '../../ui/toast.ts'
import { SkillForm } from './skill-form.tsx'
import { skillName } from './skill-names.ts'
import { toolName } from './tool-name.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  await Promise.all([
    queryClient.ensureQueryData(agentSkills(account)),
    queryClient.ensureQueryData(skillTexts(account)),
    queryClient.ensureQueryData(agentTools(account)),
  ])
  return null
}

/** What the agent can do, what each skill still needs, and which tools it may call. */
export function Component() {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const [creating, setCreating] = useState(false)
  const [edited, setEdited] = useState<SkillState | null>(null)
  const [deleted, setDeleted] = useState<SkillState | null>(null)
  const { data: skills } = useSuspenseQuery(agentSkills(account.id))
  const { data: texts } = useSuspenseQuery(skillTexts(account.id))
  const remove = useMutation({
    mutationFn: (id: string) => deleteSkill(account.id, id),
    onSuccess: () => setDeleted(null),
  })
  const editedText = texts.find((one) => one.id === edited?.id)
  return (
    <Panel
      title={t('agent.page_skills')}
      hint={t('agent.skillsHint')}
      action={
        <Act
          size="xs"
          leftSection={<IconPlus size={15} />}
          refusal={refusal}
          onClick={() => setCreating(true)}
        >
          {t('agent.newSkill')}
        </Act>
      }
    >
      <Stack gap="md">
        {skills.map((skill) => (
          <Skill
            key={skill.id}
            skill={skill}
            toolIds={texts.find((one) => one.id === skill.id)?.toolIds ?? []}
            refusal={refusal}
            onEdit={() => setEdited(skill)}
            onDelete={() => setDeleted(skill)}
          />
        ))}
      </Stack>
      <Dialog
        opened={creating}
        onClose={() => setCreating(false)}
        title={t('agent.newSkill')}
        size="lg"
      >
        <SkillForm skill={null} onDone={() => setCreating(false)} />
      </Dialog>
      <Dialog
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited ? skillName(edited, i18n.language) : ''}
        size="lg"
      >
        {editedText ? <SkillForm skill={editedText} onDone={() => setEdited(null)} /> : null}
      </Dialog>
      <ConfirmDialog
        opened={deleted !== null}
        title={t('agent.deleteSkillTitle', {
          name: deleted ? skillName(deleted, i18n.language) : '',
        })}
        body={t('agent.deleteSkillBody')}
        action={t('agent.deleteSkill')}
        busy={remove.isPending}
        problem={remove.error}
        onClose={() => setDeleted(null)}
        onConfirm={() => deleted && remove.mutate(deleted.id)}
      />
    </Panel>
  )
}

function Skill(props: {
  skill: SkillState
  toolIds: readonly string[]
  refusal: string | undefined
  onEdit: () => void
  onDelete: () => void
}) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { data: tools } = useSuspenseQuery(agentTools(account.id))
  const { skill, refusal } = props
  const turn = useMutation({
    mutationFn: (isEnabled: boolean) => switchSkill(account.id, skill.id, isEnabled),
    onError: failed,
  })
  const name = skillName(skill, i18n.language)
  const bound = props.toolIds
    .flatMap((id) => tools.find((tool) => tool.id === id) ?? [])
    .map((tool) => toolName(tool, t))
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div>
        <Group gap="xs">
          <Text fw={550}>{name}</Text>
          <Badge size="xs" color={skill.status === 'live' ? 'petrol' : 'gray'}>
            {t(`agent.skill_${skill.status}`)}
          </Badge>
        </Group>
        {skill.missing.length > 0 ? (
          <Text size="sm" c="dimmed">
            {skill.missing.map((need) => t(`agent.missing_${need}`)).join(` ${t('agent.orElse')} `)}
          </Text>
        ) : null}
        {bound.length > 0 ? (
          <Text size="xs" c="dimmed">
            {t('agent.boundTools', { tools: bound.join(', ') })}
          </Text>
        ) : null}
      </div>
      <Group gap="xs" wrap="nowrap">
        <Act
          size="compact-xs"
          variant="subtle"
          refusal={refusal}
          aria-label={t('agent.editOne', { name })}
          onClick={props.onEdit}
        >
          {t('agent.edit')}
        </Act>
        {skill.source === 'custom' ? (
          <Act
            size="compact-xs"
            variant="subtle"
            color="red"
            refusal={refusal}
            aria-label={t('agent.deleteSkillOne', { name })}
            onClick={props.onDelete}
          >
            {t('agent.deleteSkill')}
          </Act>
        ) : null}
        <Switch
          aria-label={t('agent.useSkill', { name })}
          checked={skill.is_enabled}
          disabled={Boolean(refusal) || turn.isPending}
          onChange={(event) => turn.mutate(event.currentTarget.checked)}
        />
      </Group>
    </Group>
  )
}
