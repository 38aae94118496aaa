import type { FlowAction, FlowDefinition } from '../contract/flows.ts'
import { callNameOf } from './check-flow.ts'
import { relinked } from './flow.ts'

/**
 * A definition whose actions have ids of ours: those that are known keep theirs, new ones get one,
 * and links follow. Tested messages inside A/B tests are named as well.
 *
 * @param known ids of the flow's actions
 * @param newId makes an id
 */
export function nameActions(
  definition: FlowDefinition,
  known: ReadonlySet<string>,
  newId: () => string,
): FlowDefinition {
  const idOf = new Map<string, string>()
  const named = (name: string | null): string => {
    if (name === null) return newId()
    const id = idOf.get(name) ?? (known.has(name) ? name : newId())
    idOf.set(name, id)
    return id
  }
  for (const action of definition.actions) named(callNameOf(action))
  const to = (name: string | null) => (name === null ? null : (idOf.get(name) ?? null))
  return {
    ...definition,
    entry_action_id: to(definition.entry_action_id),
    actions: definition.actions.map((action) => {
      const own = { ...relinked(action, to), id: named(callNameOf(action)), temporary_id: null }
      return own.type === 'ab-test' ? withNamedVariations(own, newId) : own
    }),
  }
}

type AbTest = Extract<FlowAction, { type: 'ab-test' }>

function withNamedVariations(action: AbTest, newId: () => string): AbTest {
  const { main_action, current_experiment: experiment } = action.data
  // Those of a test that was saved before have ids already, which messages refer to.
  const named = (one: AbTest['data']['main_action'], id: string) => ({
    ...one,
    id,
    temporary_id: null,
    links: { next: null },
  })
  const ids = new Map<string, string>()
  const variations = experiment?.variations.map((one) => {
    const id = one.id ?? newId()
    if (one.temporary_id !== null) ids.set(one.temporary_id, id)
    return named(one, id)
  })
  return {
    ...action,
    data: {
      ...action.data,
      main_action: named(main_action, main_action.id ?? newId()),
      current_experiment: experiment && {
        ...experiment,
        id: experiment.id ?? newId(),
        variations: variations ?? [],
        allocations:
          experiment.allocations &&
          Object.fromEntries(
            Object.entries(experiment.allocations).map(([name, weight]) => [
              ids.get(name) ?? name,
              weight,
            ]),
          ),
      },
    },
  }
}
