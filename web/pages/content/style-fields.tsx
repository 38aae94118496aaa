import { ColorInput, Input, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Block, Section } from '../../../src/contract/blocks.ts'
import { type Fields, fieldsOf, numberAt, textAt, withField } from './block-fields.ts'
import { VariableMenu } from './variables.tsx'

/** Fields of the panel beside the canvas. Empty means: as the template has it. */

const SWATCHES = ['#0f6b67', '#1f1d1a', '#524e46', '#ffffff', '#f3f1ec', '#a83226', '#713f11']

export function ColorField(props: {
  label: string
  value: string
  onChange: (value: string | undefined) => void
}) {
  return (
    <ColorInput
      size="xs"
      label={props.label}
      value={props.value}
      swatches={SWATCHES}
      onChange={(value) => props.onChange(value || undefined)}
    />
  )
}

export function PixelField(props: {
  label: string
  value: number | undefined
  min?: number
  max?: number
  onChange: (value: number | undefined) => void
}) {
  return (
    <NumberInput
      size="xs"
      label={props.label}
      value={props.value ?? ''}
      min={props.min ?? 0}
      max={props.max ?? 900}
      allowDecimal={false}
      onChange={(value) => props.onChange(typeof value === 'number' ? value : undefined)}
    />
  )
}

export function AlignField(props: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const { t } = useTranslation()
  return (
    <Input.Wrapper label={props.label} size="xs" labelElement="div">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={props.label}
        value={props.value}
        onChange={props.onChange}
        data={(['left', 'center', 'right'] as const).map((value) => ({
          value,
          label: t(`content.align_${value}`),
        }))}
      />
    </Input.Wrapper>
  )
}

const FONTS = [
  'Arial, Helvetica, sans-serif',
  'Verdana, Geneva, sans-serif',
  'Tahoma, Geneva, sans-serif',
  "'Trebuchet MS', Tahoma, sans-serif",
  'Georgia, Times, serif',
  "'Times New Roman', Times, serif",
  "'Courier New', Courier, monospace",
]

export function FontField(props: {
  label: string
  value: string
  onChange: (value: string | undefined) => void
}) {
  const known = FONTS.includes(props.value) || !props.value ? FONTS : [props.value, ...FONTS]
  return (
    <Select
      size="xs"
      label={props.label}
      value={props.value || null}
      clearable
      data={known.map((font) => ({
        value: font,
        label: font.split(',')[0]?.replaceAll("'", '') ?? font,
      }))}
      onChange={(value) => props.onChange(value ?? undefined)}
    />
  )
}

/** A line that may hold variables. */
export function TagField(props: {
  label: string
  value: string
  metricId: string | null
  placeholder?: string
  error?: string | null
  description?: string
  onChange: (value: string) => void
}) {
  return (
    <TextInput
      size="xs"
      label={props.label}
      value={props.value}
      placeholder={props.placeholder ?? ''}
      error={props.error}
      description={props.description}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      rightSection={
        <VariableMenu
          metricId={props.metricId}
          onPick={(tag) => props.onChange(`${props.value}${tag}`)}
        />
      }
    />
  )
}

const SIDES = ['top', 'right', 'bottom', 'left'] as const

/** The four keys of a padding. */
export function PaddingFields(props: {
  label: string
  prefix: string
  fields: Fields
  onChange: (name: string, value: number | undefined) => void
}) {
  const { t } = useTranslation()
  return (
    <Quartet label={props.label}>
      {SIDES.map((side) => (
        <NumberInput
          key={side}
          size="xs"
          hideControls
          aria-label={`${props.label}: ${t(`content.side_${side}`)}`}
          description={t(`content.side_${side}`)}
          inputWrapperOrder={['input', 'description']}
          value={numberAt(props.fields, `${props.prefix}_${side}`) ?? ''}
          min={0}
          max={200}
          allowDecimal={false}
          onChange={(value) =>
            props.onChange(`${props.prefix}_${side}`, typeof value === 'number' ? value : undefined)
          }
        />
      ))}
    </Quartet>
  )
}

function Quartet(props: { label: string; children: ReactNode }) {
  return (
    <Input.Wrapper label={props.label} size="xs" labelElement="div">
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(4, minmax(0, 1fr))', gap: 6 }}>
        {props.children}
      </div>
    </Input.Wrapper>
  )
}

/** On which screens it is shown. */
export function ShowOnField<T extends Block | Section>(props: {
  of: T
  onChange: (next: T) => void
}) {
  const { t } = useTranslation()
  return (
    <Select
      size="xs"
      label={t('content.showOn')}
      allowDeselect={false}
      value={textAt(fieldsOf(props.of, 'display_options'), 'show_on') || 'all'}
      data={(['all', 'desktop', 'mobile'] as const).map((value) => ({
        value,
        label: t(`content.showOn_${value}`),
      }))}
      onChange={(value) => props.onChange(withField(props.of, 'display_options', 'show_on', value))}
    />
  )
}

/** For whom it is shown: a condition as tags have it, without braces. */
export function ShowIfField<T extends Block | Section>(props: {
  of: T
  onChange: (next: T) => void
}) {
  const { t } = useTranslation()
  const visibility = fieldsOf(props.of, 'display_options')['visibility']
  const own: Fields = typeof visibility === 'object' && visibility ? (visibility as Fields) : {}
  const check = textAt(own, 'check')
  return (
    <TextInput
      size="xs"
      label={t('content.showIf')}
      description={t('content.showIfHint')}
      placeholder="person.city == 'Berlin'"
      value={check}
      error={/[{}]/.test(check) ? t('content.showIfBraces') : null}
      onChange={(event) => {
        const value = event.currentTarget.value
        const next = value ? { ...own, check: value } : undefined
        props.onChange(withField(props.of, 'display_options', 'visibility', next))
      }}
    />
  )
}
