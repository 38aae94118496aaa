import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowDown, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ACTIONS_MAX } from '../../../src/contract/flows.ts'
import { useCanvas } from './canvas-state.ts'
import { actionNamed, type Place } from './flow-edits.ts'
import { NEW_ACTIONS } from './new-action.ts'
import { stepTitle, wayName } from './step-words.ts'

/** Puts a step in at a place; while one is being moved, the place that it goes to. */
export function AddStep(props: { place: Place }) {
  const { t } = useTranslation()
  const { definition, moving, onInsert, onMoveTo, refusal } = useCanvas()
  const { place } = props
  const before = place.from === null ? undefined : actionNamed(definition, place.from)
  const after = [before ? stepTitle(before, t) : t('flows.trigger'), wayName(before, place.way, t)]
    .filter(Boolean)
    .join(', ')
  if (moving !== null) {
    return (
      <ActionIcon
        size={26}
        radius="xl"
        variant="filled"
        className="nodrag nopan"
        aria-label={t('flows.moveHere', { step: after })}
        disabled={place.from === moving}
        onClick={() => onMoveTo(place)}
      >
        <IconArrowDown size={15} />
      </ActionIcon>
    )
  }
  const isFull = definition.actions.length >= ACTIONS_MAX
  const reason = refusal ?? (isFull ? t('flows.full', { count: ACTIONS_MAX }) : undefined)
  return (
    <Menu position="right-start" withinPortal shadow="md">
      <Menu.Target>
        <ActionIcon
          size={26}
          radius="xl"
          variant="default"
          className="nodrag nopan"
          aria-label={t('flows.addAfter', { step: after })}
        >
          <IconPlus size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {NEW_ACTIONS.map((type) => (
          <Menu.Item
            key={type}
            disabled={Boolean(reason)}
            title={reason}
            onClick={() => onInsert(place, type)}
          >
            {t(`flows.action_${type}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
