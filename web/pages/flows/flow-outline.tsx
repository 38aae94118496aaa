import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AddStep } from './add-step.tsx'
import { useCanvas } from './canvas-state.ts'
import { actionNamed, type Place, placesInto, targetOf, waysOf } from './flow-edits.ts'
import { StepCard, TriggerCard } from './step-card.tsx'
import { stepTitle, wayName } from './step-words.ts'
import './flow-canvas.css'

/** The same steps as a list, one below the other, for small screens and for listening. */
export function FlowOutline() {
  const { t } = useTranslation()
  return (
    <ol className="flow-outline" aria-label={t('flows.steps')}>
      <li>
        <TriggerCard />
      </li>
      <Below from={null} way="next" />
    </ol>
  )
}

/** What a place leads to, and what comes after that. */
function Below(props: Place) {
  const { t } = useTranslation()
  const { definition } = useCanvas()
  const to = targetOf(definition, props)
  const action = to === null ? undefined : actionNamed(definition, to)
  const add = (
    <li>
      <Stack align="center">
        <AddStep place={props} />
      </Stack>
    </li>
  )
  if (to === null || !action) return add
  // Where ways come together, the steps are listed once; the others say where they go on.
  const [first] = placesInto(definition, to)
  if (first?.from !== props.from || first.way !== props.way) {
    return (
      <>
        {add}
        <li>
          <Text size="sm" c="dimmed">
            {t('flows.goesOnAt', { step: stepTitle(action, t) })}
          </Text>
        </li>
      </>
    )
  }
  const ways = waysOf(action)
  return (
    <>
      {add}
      <li>
        <StepCard name={to} />
        {ways.length > 1
          ? ways.map((way) => (
              <div key={way.name}>
                <p className="flow-outline-way">{wayName(action, way.name, t)}</p>
                <ol className="flow-outline flow-outline-below">
                  <Below from={to} way={way.name} />
                </ol>
              </div>
            ))
          : null}
      </li>
      {ways.length === 1 ? <Below from={to} way={ways[0]?.name ?? 'next'} /> : null}
    </>
  )
}
