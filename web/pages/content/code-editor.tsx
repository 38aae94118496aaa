import { Text, VisuallyHidden } from '@mantine/core'
import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import './code-editor.css'

export interface Place {
  line: number
  column: number
}

/** Both must agree with the style sheet. */
const LINE_PX = 20
const PAD_PX = 12
const INDENT = '  '

/**
 * Source with line numbers. Tab indents; after Escape it leaves the field, so that the keyboard is
 * not caught in it.
 */
export function CodeEditor(props: {
  label: string
  value: string
  onChange: (value: string) => void
  readOnly?: boolean
  /** The line that cannot be read, and why. */
  mistake: { line: number | null; message: string } | null
  /** Where to go: a new object goes there again. */
  goTo: Place | null
}) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  const leaves = useRef(false)
  const hintId = useId()
  const lines = props.value.split('\n').length
  const { goTo } = props

  useEffect(() => {
    const area = field.current
    if (!area || !goTo) return
    const at = offsetOf(area.value, goTo)
    area.focus()
    area.setSelectionRange(at, endOfLine(area.value, at))
    area.scrollTop = Math.max(0, PAD_PX + (goTo.line - 1) * LINE_PX - area.clientHeight / 2)
  }, [goTo])

  function press(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === 'Escape') {
      leaves.current = true
      return
    }
    if (event.key === 'Tab' && !event.shiftKey && !leaves.current && !props.readOnly) {
      event.preventDefault()
      const { selectionStart, selectionEnd } = event.currentTarget
      // The one way to type for somebody that their own "undo" takes back.
      document.execCommand('insertText', false, INDENT)
      if (selectionStart !== selectionEnd)
        event.currentTarget.setSelectionRange(selectionStart, selectionStart)
    }
    leaves.current = false
  }

  return (
    <div>
      <div className="code-editor">
        <div className="code-gutter" ref={gutter} aria-hidden>
          {Array.from({ length: lines }, (_, at) => (
            // A line is its number.
            <div key={at} data-mistake={props.mistake?.line === at + 1 || undefined}>
              {at + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={field}
          aria-label={props.label}
          aria-describedby={hintId}
          aria-invalid={props.mistake !== null}
          value={props.value}
          readOnly={props.readOnly ?? false}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          onChange={(event) => props.onChange(event.currentTarget.value)}
          onKeyDown={press}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop
          }}
        />
      </div>
      {props.mistake ? (
        <Text size="sm" c="var(--negative)" mt="xs" role="alert">
          {props.mistake.message}
        </Text>
      ) : null}
      <VisuallyHidden id={hintId}>{t('content.tabHint')}</VisuallyHidden>
    </div>
  )
}

function offsetOf(text: string, { line, column }: Place): number {
  const before = text.split('\n').slice(0, line - 1)
  const start = before.reduce((sum, one) => sum + one.length + 1, 0)
  return Math.min(start + column - 1, text.length)
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}
