import { Group, MultiSelect, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SKILL_HANDOFFS, SKILL_TOOLS_MAX } from '../../../src/contract/agents.ts'
import { useAccount } from '../../account.ts'
import { type SkillTextState, saveSkill } from '../../api/agent.ts'
import { agentTools } from '../../api/agent-tools.ts'
import { fieldErrors } from '../../forms/form-data.ts'
import { Act } from '../../ui/act.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'
import { toolName } from './tool-name.ts'

const NAME_MAX = 100
const DESCRIPTION_MAX = 2_000
const INSTRUCTIONS_MAX = 20_000

/**
 * Write a skill of the shop, or change one. Of a prebuilt one, name and description are fixed, which
 * are what the agent finds it by.
 */
export function SkillForm(props: { skill: SkillTextState | null; onDone: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { skill } = props
  const { data: tools } = useSuspenseQuery(agentTools(account.id))
  const [name, setName] = useState(skill?.display_name ?? '')
  const [description, setDescription] = useState(skill?.description ?? '')
  const [instructions, setInstructions] = useState(skill?.instructions ?? '')
  const [status, setStatus] = useState<'draft' | 'live'>(
    skill?.status === 'draft' ? 'draft' : 'live',
  )
  const [handoff, setHandoff] = useState(skill?.handoff ?? 'offer')
  const [toolIds, setToolIds] = useState(skill?.toolIds ?? [])
  const isPrebuilt = skill?.source === 'prebuilt'
  // Saving a skill that was switched off must not switch it on.
  const keepsStatus = isPrebuilt || skill?.status === 'disabled' || skill?.status === 'unavailable'
  const save = useMutation({
    mutationFn: () =>
      saveSkill(account.id, skill?.id ?? null, {
        attributes: {
          ...(isPrebuilt ? {} : { display_name: name.trim(), description: description.trim() }),
          ...(instructions.trim() ? { instructions: instructions.trim() } : {}),
          ...(keepsStatus ? {} : { status }),
          handoff,
        },
        toolIds,
      }),
    onSuccess: () => {
      done(t('common.saved'))
      props.onDone()
    },
  })
  const errors = fieldErrors(save.error)
  const placed = errors.display_name || errors.description || errors.instructions
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="md">
        {isPrebuilt ? (
          <Text size="sm" c="dimmed">
            {t('agent.prebuiltFixed')}
          </Text>
        ) : (
          <>
            <TextInput
              label={t('fields.name')}
              value={name}
              error={errors.display_name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={NAME_MAX}
              required
              data-autofocus
            />
            <Textarea
              label={t('agent.whenToUse')}
              description={t('agent.whenToUseHint')}
              value={description}
              error={errors.description}
              onChange={(event) => setDescription(event.currentTarget.value)}
              maxLength={DESCRIPTION_MAX}
              autosize
              minRows={2}
              required
            />
          </>
        )}
        <Textarea
          label={t('agent.howToRespond')}
          description={t('agent.howToRespondHint', { example: 'Say: There are {{stock}} left.' })}
          value={instructions}
          error={errors.instructions}
          onChange={(event) => setInstructions(event.currentTarget.value)}
          maxLength={INSTRUCTIONS_MAX}
          autosize
          minRows={4}
          maxRows={16}
          required={!isPrebuilt}
        />
        <MultiSelect
          label={t('agent.skillTools')}
          description={t('agent.skillToolsHint')}
          data={tools.map((tool) => ({ value: tool.id, label: toolName(tool, t) }))}
          value={toolIds}
          onChange={setToolIds}
          maxValues={SKILL_TOOLS_MAX}
          searchable
          hidePickedOptions
        />
        <Group grow align="flex-start">
          {keepsStatus ? null : (
            <Select
              label={t('agent.skillStatus')}
              description={t('agent.skillStatusHint')}
              allowDeselect={false}
              value={status}
              data={(['live', 'draft'] as const).map((each) => ({
                value: each,
                label: t(`agent.skill_${each}`),
              }))}
              onChange={(each) => setStatus(each ?? 'live')}
            />
          )}
          <Select
            label={t('agent.skillHandoff')}
            description={t('agent.skillHandoffHint')}
            allowDeselect={false}
            value={handoff}
            data={SKILL_HANDOFFS.map((each) => ({
              value: each,
              label: t(`agent.handoff_${each}`),
            }))}
            onChange={(each) => setHandoff(each ?? 'offer')}
          />
        </Group>
        <ProblemNotice problem={placed ? null : save.error} />
        <Group justify="flex-end">
          <Act type="submit" loading={save.isPending}>
            {t(skill ? 'common.save' : 'groups.create')}
          </Act>
        </Group>
      </Stack>
    </form>
  )
}
