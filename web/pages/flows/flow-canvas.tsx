import { useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import {
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getSmoothStepPath,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AddStep } from './add-step.tsx'
import { useCanvas } from './canvas-state.ts'
import { actionNamed, type Place, placesInto, targetOf } from './flow-edits.ts'
import { layOut } from './layout.ts'
import { StepCard, TriggerCard } from './step-card.tsx'
import { wayName } from './step-words.ts'
import './flow-canvas.css'

type CardNode = Node<{ name: string }, 'trigger' | 'step' | 'end'>
type PlaceEdge = Edge<{ place: Place }, 'place'>

const NODES = { trigger: TriggerNode, step: StepNode, end: EndNode }
const EDGES = { place: PlaceLine }
const ZOOM_MIN = 0.2
const ZOOM_MAX = 1.5
const FIT = { maxZoom: 1, minZoom: 0.45, padding: 0.06 }
/** From so many on, the step in hand is brought into sight and not the whole flow. */
const MANY_NODES = 14
/** Above the step that it leads to, so that lines which come together keep their own. */
const TOOLS_ABOVE_PX = 36

/** The steps of a flow from top to bottom, with a way to put one in on every line. */
export function FlowCanvas() {
  const { t } = useTranslation()
  const { definition, selected } = useCanvas()
  const scheme = useComputedColorScheme('light')
  const { ref, width } = useElementSize()
  const [instance, setInstance] = useState<ReactFlowInstance<CardNode, PlaceEdge> | null>(null)
  const { nodes, edges } = useMemo(() => drawn(definition), [definition])
  const names = nodes.map(({ id }) => id).join(' ')
  const shown = nodes.length > MANY_NODES && selected ? `step ${selected}` : null
  useEffect(() => {
    if (!instance || width === 0 || names === '') return
    void instance.fitView({ ...FIT, ...(shown === null ? {} : { nodes: [{ id: shown }] }) })
  }, [instance, width, names, shown])
  return (
    <section className="flow-canvas" aria-label={t('flows.canvas')} ref={ref}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        colorMode={scheme}
        onInit={setInstance}
        fitView
        fitViewOptions={FIT}
        minZoom={ZOOM_MIN}
        maxZoom={ZOOM_MAX}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        panOnScroll
        deleteKeyCode={null}
        ariaLabelConfig={{
          'controls.ariaLabel': t('flows.zoom'),
          'controls.zoomIn.ariaLabel': t('flows.zoomIn'),
          'controls.zoomOut.ariaLabel': t('flows.zoomOut'),
          'controls.fitView.ariaLabel': t('flows.fitView'),
        }}
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  )
}

function drawn(definition: Parameters<typeof layOut>[0]) {
  const laid = layOut(definition)
  return {
    nodes: laid.nodes.map(
      ({ id, kind, x, y, width, height }): CardNode => ({
        id,
        type: kind,
        position: { x, y },
        width,
        height,
        data: { name: kind === 'step' ? id.slice('step '.length) : '' },
      }),
    ),
    edges: laid.edges.map(
      ({ id, source, target, place }): PlaceEdge => ({
        id,
        source,
        target,
        type: 'place',
        data: { place },
      }),
    ),
  }
}

function TriggerNode() {
  return (
    <>
      <TriggerCard />
      <Handle type="source" position={Position.Bottom} />
    </>
  )
}

function StepNode({ data }: NodeProps<CardNode>) {
  return (
    <>
      <Handle type="target" position={Position.Top} />
      <StepCard name={data.name} />
      <Handle type="source" position={Position.Bottom} />
    </>
  )
}

function EndNode() {
  const { t } = useTranslation()
  return (
    <>
      <Handle type="target" position={Position.Top} />
      <div className="flow-end">{t('flows.end')}</div>
    </>
  )
}

function PlaceLine(props: EdgeProps<PlaceEdge>) {
  const { t } = useTranslation()
  const { definition } = useCanvas()
  const [path, middleX, middleY] = getSmoothStepPath({ ...props, borderRadius: 12 })
  const place = props.data?.place
  if (!place) return null
  const from = place.from === null ? undefined : actionNamed(definition, place.from)
  const name = wayName(from, place.way, t)
  const to = targetOf(definition, place)
  const isJoined = to !== null && placesInto(definition, to).length > 1
  const x = isJoined ? middleX : props.targetX
  const y = isJoined ? middleY : props.targetY - TOOLS_ABOVE_PX
  return (
    <>
      <BaseEdge path={path} />
      <EdgeLabelRenderer>
        <div
          className="flow-edge-tools"
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          {name ? <span className="flow-way">{name}</span> : null}
          <AddStep place={place} />
        </div>
      </EdgeLabelRenderer>
    </>
  )
}
