import { graphlib, layout } from '@dagrejs/dagre'
import type { FlowDefinition } from '../../../src/contract/flows.ts'
import { actionNamed, nameOf, type Place, readingOrder, targetOf, waysOf } from './flow-edits.ts'

export const CARD_WIDTH_PX = 280
export const CARD_HEIGHT_PX = 92
const TRIGGER_HEIGHT_PX = 104
const END_WIDTH_PX = 72
const END_HEIGHT_PX = 28
const RANK_GAP_PX = 74
const NODE_GAP_PX = 48

export const TRIGGER_NODE = 'trigger'

export interface LaidNode {
  id: string
  kind: 'trigger' | 'step' | 'end'
  x: number
  y: number
  width: number
  height: number
}

export interface LaidEdge {
  id: string
  source: string
  target: string
  place: Place
}

/** Where each step lies, from top to bottom, in the order in which they are read. */
export function layOut(definition: FlowDefinition): { nodes: LaidNode[]; edges: LaidEdge[] } {
  const order = readingOrder(definition)
  const apart = definition.actions.map(nameOf).filter((name) => !order.includes(name))
  const graph = new graphlib.Graph()
  graph.setGraph({ rankdir: 'TB', ranksep: RANK_GAP_PX, nodesep: NODE_GAP_PX })
  graph.setDefaultEdgeLabel(() => ({}))
  const kinds = new Map<string, LaidNode['kind']>()
  const edges: LaidEdge[] = []
  const add = (id: string, kind: LaidNode['kind']) => {
    kinds.set(id, kind)
    graph.setNode(id, {
      width: kind === 'end' ? END_WIDTH_PX : CARD_WIDTH_PX,
      height:
        kind === 'end' ? END_HEIGHT_PX : kind === 'trigger' ? TRIGGER_HEIGHT_PX : CARD_HEIGHT_PX,
    })
  }
  add(TRIGGER_NODE, 'trigger')
  for (const name of [...order, ...apart]) add(`step ${name}`, 'step')
  const lead = (source: string, place: Place) => {
    const to = targetOf(definition, place)
    const id = `${source} ${place.way}`
    const target = to === null || !actionNamed(definition, to) ? `end ${id}` : `step ${to}`
    if (!kinds.has(target)) add(target, 'end')
    edges.push({ id, source, target, place })
    graph.setEdge(source, target)
  }
  lead(TRIGGER_NODE, { from: null, way: 'next' })
  for (const name of [...order, ...apart]) {
    const action = actionNamed(definition, name)
    if (!action) continue
    for (const way of waysOf(action)) lead(`step ${name}`, { from: name, way: way.name })
  }
  // In the order of the ways: yes lies left of no.
  layout(graph, { disableOptimalOrderHeuristic: true })
  const nodes = [...kinds].map(([id, kind]): LaidNode => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(id)
    return { id, kind, x: x - width / 2, y: y - height / 2, width, height }
  })
  return { nodes, edges }
}
