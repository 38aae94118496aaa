import { Alert, Badge, Button, Divider, Grid, Group, Select, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  CONDITIONS_MAX,
  type Condition,
  type Definition,
} from '../../../src/contract/conditions.ts'
import { Panel } from '../../ui/panel.tsx'
import { ConditionEditor } from './condition-editor.tsx'
import { isNegative } from './condition-sentence.ts'
import { DefinitionJson } from './definition-json.tsx'
import { emptyCondition, NEW_TYPES, type NewType } from './new-condition.ts'
import { SegmentPreviewPanel } from './segment-preview.tsx'

/**
 * Build a definition from sentences. Groups are joined by "and", their conditions by "or"; what the
 * sentences cannot say is shown and changed as JSON, which always says the same.
 */
export function SegmentBuilder(props: {
  definition: Definition
  onChange: (definition: Definition) => void
}) {
  const { t } = useTranslation()
  const { definition, onChange } = props
  const groups = definition.condition_groups
  const count = groups.reduce((sum, group) => sum + group.conditions.length, 0)
  const [asJson, setAsJson] = useState(false)

  function put(next: Condition[][]) {
    const kept = next.filter((conditions) => conditions.length > 0)
    onChange({ condition_groups: kept.map((conditions) => ({ conditions })) })
  }
  const lists = groups.map((group) => group.conditions)
  const replace = (g: number, c: number, condition: Condition | null) =>
    put(
      lists.map((conditions, at) =>
        at === g
          ? conditions.flatMap((one, index) => (index === c ? (condition ?? []) : [one]))
          : conditions,
      ),
    )

  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Panel
          title={t('groups.conditions')}
          hint={t('groups.conditionsHint')}
          action={
            <Button variant="default" size="xs" onClick={() => setAsJson(!asJson)}>
              {asJson ? t('groups.asSentences') : t('groups.asJson')}
            </Button>
          }
        >
          {asJson ? (
            <DefinitionJson definition={definition} onChange={onChange} />
          ) : (
            <Stack gap="xs">
              {lists.map((conditions, g) => (
                // A group is its place in the sentence.
                <div key={g}>
                  {g > 0 ? (
                    <Divider
                      my="xs"
                      label={<Badge color="gray">{t('groups.and')}</Badge>}
                      labelPosition="left"
                    />
                  ) : null}
                  <ConditionGroup
                    conditions={conditions}
                    isFull={count >= CONDITIONS_MAX}
                    onReplace={(c, condition) => replace(g, c, condition)}
                    onAdd={(condition) =>
                      put(lists.map((own, at) => (at === g ? [...own, condition] : own)))
                    }
                  />
                </div>
              ))}
              <Group mt="sm">
                <AddCondition
                  label={lists.length > 0 ? t('groups.addAnd') : t('groups.addFirst')}
                  isFull={count >= CONDITIONS_MAX}
                  onAdd={(condition) => put([...lists, [condition]])}
                />
              </Group>
            </Stack>
          )}
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <SegmentPreviewPanel definition={definition} />
      </Grid.Col>
    </Grid>
  )
}

function ConditionGroup(props: {
  conditions: Condition[]
  isFull: boolean
  onReplace: (at: number, condition: Condition | null) => void
  onAdd: (condition: Condition) => void
}) {
  const { t } = useTranslation()
  const { conditions } = props
  return (
    <Stack gap="xs" className="condition-group">
      {conditions.map((condition, at) => (
        // A condition is its place in the sentence.
        <div key={at}>
          {at > 0 ? (
            <Text size="xs" fw={600} c="dimmed" mb={4}>
              {t('groups.or')}
            </Text>
          ) : null}
          <ConditionEditor
            condition={condition}
            onChange={(changed) => props.onReplace(at, changed)}
            onRemove={() => props.onReplace(at, null)}
          />
        </div>
      ))}
      {conditions.length > 1 && conditions.some(isNegative) ? (
        <Alert color="apricot" variant="light" title={t('groups.negativeTitle')}>
          <Text size="sm">{t('groups.negativeBody')}</Text>
        </Alert>
      ) : null}
      <Group>
        <AddCondition
          label={t('groups.addOr')}
          isFull={props.isFull}
          onAdd={props.onAdd}
          isSubtle
        />
      </Group>
    </Stack>
  )
}

/** Choose what the next condition is about; it begins with what is asked most. */
function AddCondition(props: {
  label: string
  isFull: boolean
  isSubtle?: boolean
  onAdd: (condition: Condition) => void
}) {
  const { t } = useTranslation()
  const [choosing, setChoosing] = useState(false)
  if (choosing) {
    return (
      <Select
        aria-label={props.label}
        placeholder={t('groups.chooseType')}
        data={NEW_TYPES.map((type) => ({ value: type, label: t(`groups.new_${type}`) }))}
        onChange={(type) => {
          setChoosing(false)
          if (type) props.onAdd(emptyCondition(type as NewType))
        }}
        onDropdownClose={() => setChoosing(false)}
        defaultDropdownOpened
        ref={(input) => input?.focus()}
        w={300}
      />
    )
  }
  return (
    <Button
      size="xs"
      variant={props.isSubtle ? 'subtle' : 'default'}
      leftSection={<IconPlus size={14} aria-hidden />}
      disabled={props.isFull}
      title={props.isFull ? t('groups.full', { count: CONDITIONS_MAX }) : undefined}
      onClick={() => setChoosing(true)}
    >
      {props.label}
    </Button>
  )
}
