import {
  ActionIcon,
  Alert,
  Button,
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import {
  TOOL_METHODS,
  TOOL_PARAMETERS_MAX,
  TOOL_REFERENCES,
  TOOL_RETRIES_MAX,
  TOOL_TIMEOUT_SECONDS_MAX,
  TOOL_URL_LENGTH_MAX,
  TOOL_VARIABLES_MAX,
} from '../../../src/contract/agents.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  agentSecrets,
  changeTool,
  createTool,
  type ToolState,
  type ToolWish,
} from '../../api/agent-tools.ts'
import { ApiProblem } from '../../api/problem.ts'
import { agentPage, paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'
import {
  bodyOf,
  complaintsOf,
  draftOf,
  isUsed,
  type PairDraft,
  type ToolDraft,
  undeclared,
  type VariableDraft,
  wishOf,
} from './tool-draft.ts'

const NAME_MAX = 100
const DESCRIPTION_MAX = 2_000
const VALUE_MAX = 4_000
/** Methods that are repeated when the service fails. */
const REPEATED = ['GET', 'PUT', 'DELETE']

interface FormProps {
  draft: ToolDraft
  errors: Record<string, string>
  change: (change: Partial<ToolDraft>) => void
  disabled: boolean
}

/** Write a tool of the shop: one HTTPS request with variables. */
export function ToolForm(props: {
  tool: ToolState | null
  /** Whether there is something to save. */
  onChanged?: (isChanged: boolean) => void
  action?: ReactNode
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('agents:write')
  const { tool, onChanged } = props
  const [draft, setDraft] = useState(() => draftOf(tool, newKey))
  const [isChanged, setIsChanged] = useState(tool === null)
  // What was changed since the last attempt: complaints about it are out of date.
  const [mended, setMended] = useState<ReadonlySet<string>>(new Set())
  const wish = wishOf(draft)

  function mark(changed: boolean) {
    setIsChanged(changed)
    onChanged?.(changed)
  }
  const save = useMutation({
    mutationFn: async (wanted: ToolWish) => {
      if (tool) await changeTool(account.id, tool.id, wanted)
      return tool?.id ?? (await createTool(account.id, wanted))
    },
    onSuccess: (id) => {
      mark(false)
      done(t('common.saved'))
      if (!tool) void navigate(paths.tool(account.id, id))
    },
  })
  const { fields, others } = complaintsOf(save.error instanceof ApiProblem ? save.error.errors : [])
  const errors = Object.fromEntries(
    Object.entries(fields).filter(([field]) => !mended.has(field.split('/')[0] ?? '')),
  )
  const isPlaced = save.error instanceof ApiProblem && !others
  const why =
    refusal ??
    (wish === undefined
      ? t('tools.bodyWrong')
      : !draft.name.trim() || !draft.description.trim() || !draft.url.trim()
        ? t('tools.needs')
        : isChanged
          ? undefined
          : t('tools.nothingChanged'))
  const form: FormProps = {
    draft,
    errors,
    disabled: refusal !== undefined,
    change: (change) => {
      setDraft((before) => ({ ...before, ...change }))
      setMended((before) => new Set([...before, ...Object.keys(change)]))
      mark(true)
    },
  }
  return (
    <form
      aria-label={t('tools.tool')}
      onSubmit={(event) => {
        event.preventDefault()
        if (!wish || why) return
        setMended(new Set())
        save.mutate(wish)
      }}
    >
      <Panel title={tool?.name ?? t('tools.new')} hint={t('tools.formHint')} action={props.action}>
        <Stack gap="lg">
          <Purpose {...form} />
          <Request {...form} />
          <Variables {...form} />
          <Patience {...form} />
          <ProblemNotice problem={isPlaced ? null : save.error} />
          {isPlaced && Object.keys(errors).length > 0 ? (
            <Alert color="red" role="alert">
              {t('tools.seeFields')}
            </Alert>
          ) : null}
          <Group justify="flex-end" gap="xs">
            {tool ? null : (
              <Button variant="default" component={Link} to={agentPage(account.id, 'tools')}>
                {t('common.cancel')}
              </Button>
            )}
            <Act type="submit" refusal={why} loading={save.isPending}>
              {t(tool ? 'common.save' : 'tools.create')}
            </Act>
          </Group>
        </Stack>
      </Panel>
    </form>
  )
}

function newKey(): string {
  return crypto.randomUUID()
}

function Purpose({ draft, errors, change, disabled }: FormProps) {
  const { t } = useTranslation()
  return (
    <Stack gap="md">
      <TextInput
        label={t('fields.name')}
        value={draft.name}
        error={errors.name}
        disabled={disabled}
        onChange={(event) => change({ name: event.currentTarget.value })}
        maxLength={NAME_MAX}
        required
      />
      <Textarea
        label={t('tools.purpose')}
        description={t('tools.purposeHint')}
        value={draft.description}
        error={errors.description}
        disabled={disabled}
        onChange={(event) => change({ description: event.currentTarget.value })}
        maxLength={DESCRIPTION_MAX}
        autosize
        minRows={2}
        required
      />
    </Stack>
  )
}

function Request(props: FormProps) {
  const { t } = useTranslation()
  const { draft, errors, change, disabled } = props
  const hasBody = draft.method !== 'GET'
  const bodyFault = bodyOf(draft.body) === undefined ? t('tools.bodyWrong') : undefined
  return (
    <Fieldset p="lg" pt="xs" legend={t('tools.request')}>
      <Stack gap="md">
        <Group gap="sm" align="flex-start" wrap="nowrap">
          <Select
            label={t('tools.method')}
            w={110}
            style={{ flex: 'none' }}
            allowDeselect={false}
            disabled={disabled}
            value={draft.method}
            data={[...TOOL_METHODS]}
            error={errors.method}
            onChange={(method) => change({ method: method ?? 'GET' })}
          />
          <TextInput
            label={t('tools.url')}
            description={t('tools.urlHint', { example: '{{order_id}}' })}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder="https://api.example.com/orders/{{order_id}}"
            value={draft.url}
            error={errors.url}
            disabled={disabled}
            onChange={(event) => change({ url: event.currentTarget.value })}
            maxLength={TOOL_URL_LENGTH_MAX}
            style={{ flex: 1 }}
            required
          />
        </Group>
        <Pairs {...props} list="query" title={t('tools.query')} add={t('tools.addQuery')} />
        <Pairs {...props} list="headers" title={t('tools.headers')} add={t('tools.addHeader')} />
        <Textarea
          label={t('tools.body')}
          description={t(hasBody ? 'tools.bodyHint' : 'tools.bodyNone', {
            example: '{ "order": "{{order_id}}" }',
          })}
          value={hasBody ? draft.body : ''}
          error={hasBody ? (bodyFault ?? errors.body) : errors.body}
          onChange={(event) => change({ body: event.currentTarget.value })}
          disabled={disabled || !hasBody}
          autosize
          minRows={hasBody ? 4 : 1}
          maxRows={16}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
      </Stack>
    </Fieldset>
  )
}

function Pairs(props: FormProps & { list: 'query' | 'headers'; title: string; add: string }) {
  const { t } = useTranslation()
  const { draft, errors, change, list, title, disabled } = props
  const rows = draft[list]
  const set = (pairs: PairDraft[]) => change({ [list]: pairs })
  function edit(key: string, part: Partial<PairDraft>) {
    set(rows.map((row) => (row.key === key ? { ...row, ...part } : row)))
  }
  return (
    <Stack gap={6} component="fieldset" aria-label={title} bd={0} m={0} miw={0} p={0}>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      {errors[list] ? (
        <Text size="sm" c="red">
          {errors[list]}
        </Text>
      ) : null}
      {rows.map((row, at) => (
        <Group key={row.key} gap="xs" align="flex-start" wrap="nowrap">
          <TextInput
            aria-label={t('tools.pairName', { list: title, number: at + 1 })}
            placeholder={t('fields.name')}
            value={row.name}
            error={errors[`${list}/${at}/name`]}
            disabled={disabled}
            onChange={(event) => edit(row.key, { name: event.currentTarget.value })}
            maxLength={NAME_MAX}
            style={{ flex: 2 }}
          />
          <TextInput
            aria-label={t('tools.pairValue', { list: title, number: at + 1 })}
            placeholder={t('tools.value')}
            value={row.value}
            error={errors[`${list}/${at}/value`]}
            disabled={disabled}
            onChange={(event) => edit(row.key, { value: event.currentTarget.value })}
            maxLength={VALUE_MAX}
            style={{ flex: 3 }}
          />
          <Remove
            label={t('tools.removePair', { list: title, number: at + 1 })}
            disabled={disabled}
            onClick={() => set(rows.filter((one) => one.key !== row.key))}
          />
        </Group>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={disabled || rows.length >= TOOL_PARAMETERS_MAX}
          onClick={() => set([...rows, { key: newKey(), name: '', value: '' }])}
        >
          {props.add}
        </Button>
      </Group>
    </Stack>
  )
}

function Variables(props: FormProps) {
  const { t } = useTranslation()
  const { draft, errors, change, disabled } = props
  const rows = draft.variables
  const missing = undeclared(draft)
  const add = (name: string) => change({ variables: [...rows, newVariable(name)] })
  return (
    <Fieldset p="lg" pt="xs" legend={t('tools.variables')}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('tools.variablesHint', { example: '{{name}}' })}
        </Text>
        {errors.variables ? (
          <Text size="sm" c="red">
            {errors.variables}
          </Text>
        ) : null}
        {rows.map((row, at) => (
          <Variable key={row.key} {...props} row={row} at={at} />
        ))}
        {missing.length > 0 ? (
          <Group gap="xs">
            <Text size="sm">{t('tools.undeclared')}</Text>
            {missing.map((name) => (
              <Button
                key={name}
                size="compact-sm"
                variant="light"
                disabled={disabled}
                onClick={() => add(name)}
              >
                {t('tools.declare', { name })}
              </Button>
            ))}
          </Group>
        ) : null}
        <Group>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={disabled || rows.length >= TOOL_VARIABLES_MAX}
            onClick={() => add('')}
          >
            {t('tools.addVariable')}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  )
}

function newVariable(name: string): VariableDraft {
  return {
    key: newKey(),
    name,
    type: 'string',
    source: 'dynamic',
    value: null,
    required: true,
    description: '',
  }
}

function Variable(props: FormProps & { row: VariableDraft; at: number }) {
  const { t } = useTranslation()
  const { draft, errors, change, disabled, row, at } = props
  const at_ = (part: string) => errors[`variables/${at}/${part}`]
  const name = row.name.trim() || String(at + 1)
  function edit(part: Partial<VariableDraft>) {
    const next = draft.variables.map((one) => (one.key === row.key ? { ...one, ...part } : one))
    change({ variables: next })
  }
  return (
    <Stack
      gap={6}
      component="fieldset"
      aria-label={t('tools.variable', { name })}
      bd={0}
      m={0}
      miw={0}
      p={0}
    >
      <Group gap="xs" align="flex-start">
        <TextInput
          label={t('fields.name')}
          value={row.name}
          error={at_('name')}
          disabled={disabled}
          onChange={(event) => edit({ name: event.currentTarget.value })}
          maxLength={64}
          w={180}
        />
        <Select
          label={t('tools.comesFrom')}
          allowDeselect={false}
          value={row.source}
          data={(['dynamic', 'klaviyo', 'secret'] as const).map((each) => ({
            value: each,
            label: t(`tools.from_${each}`),
          }))}
          disabled={disabled}
          error={at_('source')}
          onChange={(source) => edit({ source: source ?? 'dynamic', value: null })}
          w={220}
        />
        <ValueField {...props} edit={edit} error={at_('value')} />
        {row.source === 'secret' ? null : (
          <Select
            label={t('tools.type')}
            allowDeselect={false}
            value={row.type}
            data={(['string', 'number', 'boolean'] as const).map((each) => ({
              value: each,
              label: t(`tools.type_${each}`),
            }))}
            disabled={disabled}
            error={at_('type')}
            onChange={(type) => edit({ type: type ?? 'string' })}
            w={120}
          />
        )}
        <Remove
          label={t('tools.removeVariable', { name })}
          disabled={disabled}
          mt={25}
          onClick={() =>
            change({ variables: draft.variables.filter((one) => one.key !== row.key) })
          }
        />
      </Group>
      {row.source === 'dynamic' ? (
        <Group gap="md" align="center">
          <TextInput
            aria-label={t('tools.meaning', { name })}
            placeholder={t('tools.meaningExample')}
            value={row.description}
            error={at_('description')}
            disabled={disabled}
            onChange={(event) => edit({ description: event.currentTarget.value })}
            maxLength={1_000}
            style={{ flex: 1, minWidth: 200 }}
          />
          <Checkbox
            label={t('tools.required')}
            checked={row.required}
            disabled={disabled}
            onChange={(event) => edit({ required: event.currentTarget.checked })}
          />
        </Group>
      ) : null}
      {row.name.trim() && !isUsed(draft, row.name) ? (
        <Text size="xs" c="dimmed">
          {t('tools.unused', { name: `{{${row.name.trim()}}}` })}
        </Text>
      ) : null}
    </Stack>
  )
}

/** Which secret, or which fact of the shopper. What the agent fills in has no value here. */
function ValueField(
  props: FormProps & {
    row: VariableDraft
    edit: (part: Partial<VariableDraft>) => void
    error: string | undefined
  },
) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: secrets } = useSuspenseQuery(agentSecrets(account.id))
  const { row, edit, disabled } = props
  if (row.source === 'dynamic') return null
  if (row.source === 'klaviyo') {
    return (
      <Select
        label={t('tools.fact')}
        value={row.value}
        data={TOOL_REFERENCES.map((each) => ({ value: each, label: t(`tools.fact_${each}`) }))}
        disabled={disabled}
        error={props.error}
        onChange={(value) => edit({ value })}
        w={220}
      />
    )
  }
  const isGone = row.value !== null && !secrets.some((secret) => secret.id === row.value)
  return (
    <Select
      label={t('tools.secret')}
      value={isGone ? null : row.value}
      placeholder={secrets.length === 0 ? t('tools.noSecretYet') : t('tools.chooseSecret')}
      data={secrets.map((secret) => ({ value: secret.id, label: secret.name }))}
      disabled={disabled || secrets.length === 0}
      error={isGone ? t('tools.secretGone') : props.error}
      onChange={(value) => edit({ value })}
      w={220}
    />
  )
}

function Patience({ draft, errors, change, disabled }: FormProps) {
  const { t } = useTranslation()
  const mayRepeat = REPEATED.includes(draft.method)
  const seconds = { min: 1, max: TOOL_TIMEOUT_SECONDS_MAX, allowDecimal: false, disabled }
  return (
    <Fieldset p="lg" pt="xs" legend={t('tools.patience')}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NumberInput
          {...seconds}
          label={t('tools.requestTimeout')}
          value={draft.requestTimeout}
          error={errors.requestTimeout}
          onChange={(value) => change({ requestTimeout: Number(value) || 1 })}
        />
        <NumberInput
          {...seconds}
          label={t('tools.timeout')}
          value={draft.timeout}
          error={errors.timeout}
          onChange={(value) => change({ timeout: Number(value) || 1 })}
        />
        <NumberInput
          label={t('tools.retries')}
          description={mayRepeat ? undefined : t('tools.notRepeated', { method: draft.method })}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={draft.retries}
          min={0}
          max={TOOL_RETRIES_MAX}
          allowDecimal={false}
          disabled={disabled}
          error={errors.retries}
          onChange={(value) => change({ retries: Number(value) || 0 })}
        />
      </SimpleGrid>
    </Fieldset>
  )
}

function Remove(props: { label: string; disabled: boolean; mt?: number; onClick: () => void }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={34}
      mt={props.mt ?? 0}
      aria-label={props.label}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <IconTrash size={16} aria-hidden />
    </ActionIcon>
  )
}
