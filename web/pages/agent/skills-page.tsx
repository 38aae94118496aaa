import { Badge, Button, Group, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import {
  agentSkills,
  agentTools,
  createSkill,
  deleteSkill,
  type SkillState,
  switchSkill,
  toolReports,
} from '../../api/agent.ts'
import { queryClient } from '../../api/query-client.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useFormats } from '../../ui/format.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { failed } from '../../ui/toast.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(agentSkills(params.accountId ?? ''))
  return null
}

/** What the agent can do, what each skill still needs, and the tools it uses. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const [creating, setCreating] = useState(false)
  const { data: skills } = useSuspenseQuery(agentSkills(account.id))
  return (
    <Stack gap="lg">
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
            <Skill key={skill.id} skill={skill} refusal={refusal} />
          ))}
        </Stack>
      </Panel>
      <Tools />
      <Dialog
        opened={creating}
        onClose={() => setCreating(false)}
        title={t('agent.newSkill')}
        size="lg"
      >
        <NewSkill onDone={() => setCreating(false)} />
      </Dialog>
    </Stack>
  )
}

function Skill(props: { skill: SkillState; refusal: string | undefined }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { skill, refusal } = props
  const turn = useMutation({
    mutationFn: (isEnabled: boolean) => switchSkill(account.id, skill.id, isEnabled),
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: () => deleteSkill(account.id, skill.id),
    onError: failed,
  })
  const name = i18n.language.startsWith('de') ? skill.names.de : skill.names.en
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div>
        <Group gap="xs">
          <Text fw={550}>{name}</Text>
          <Badge size="xs" color={skill.status === 'live' ? 'petrol' : 'gray'}>
            {t(`agent.skill_${skill.status}`)}
          </Badge>
        </Group>
        {skill.unavailable_because ? (
          <Text size="sm" c="dimmed" lang="en">
            {skill.unavailable_because}
          </Text>
        ) : null}
      </div>
      <Group gap="xs">
        {skill.source === 'custom' ? (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            disabled={Boolean(refusal)}
            title={refusal}
            onClick={() => remove.mutate()}
          >
            {t('agent.deleteSkill')}
          </Button>
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

function NewSkill(props: { onDone: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [instructions, setInstructions] = useState('')
  const create = useMutation({
    mutationFn: () =>
      createSkill(account.id, {
        display_name: name.trim(),
        description: description.trim(),
        instructions: instructions.trim(),
      }),
    onSuccess: props.onDone,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate()
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('fields.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          required
          data-autofocus
        />
        <Textarea
          label={t('agent.whenToUse')}
          description={t('agent.whenToUseHint')}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          maxLength={2_000}
          autosize
          minRows={2}
          required
        />
        <Textarea
          label={t('agent.howToRespond')}
          value={instructions}
          onChange={(event) => setInstructions(event.currentTarget.value)}
          maxLength={20_000}
          autosize
          minRows={4}
          required
        />
        <ProblemNotice problem={create.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t('groups.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Tools() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { data: tools = [] } = useQuery(agentTools(account.id))
  const { data: reports = [] } = useQuery(toolReports(account.id))
  const byId = new Map(reports.map((report) => [report.id, report]))
  const rows = tools.map((tool) => ({ ...tool, report: byId.get(tool.id) }))
  return (
    <Panel title={t('agent.tools')} hint={t('agent.toolsHint')} flush>
      <DataTable
        caption={t('agent.tools')}
        rows={rows}
        columns={[
          {
            key: 'name',
            header: t('fields.name'),
            cell: (tool) => (
              <div>
                <Text size="sm">{tool.name}</Text>
                <Text size="xs" c="dimmed" lang="en">
                  {tool.public_description}
                </Text>
              </div>
            ),
          },
          {
            key: 'count',
            header: t('agent.calls'),
            align: 'end',
            width: 100,
            cell: (tool) => formats.number(tool.report?.count ?? 0),
          },
          {
            key: 'success',
            header: t('agent.successRate'),
            align: 'end',
            width: 110,
            secondary: true,
            cell: (tool) =>
              tool.report?.success_rate == null ? '–' : formats.percent(tool.report.success_rate),
          },
          {
            key: 'duration',
            header: t('agent.duration'),
            align: 'end',
            width: 110,
            secondary: true,
            cell: (tool) =>
              tool.report?.avg_duration_ms == null
                ? '–'
                : `${formats.number(Math.round(tool.report.avg_duration_ms))} ms`,
          },
          {
            key: 'last',
            header: t('agent.lastCall'),
            align: 'end',
            width: 140,
            secondary: true,
            cell: (tool) =>
              tool.report?.last_call_at ? (
                <TimeAgo at={tool.report.last_call_at} zone={account.timezone} />
              ) : (
                '–'
              ),
          },
        ]}
      />
    </Panel>
  )
}
