import { Box } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CopyButton } from './copy-button.tsx'
import './json-view.css'

/** A raw payload, as it is stored: readable, selectable, copyable. */
export function JsonView(props: { value: unknown; label: string }) {
  const { t } = useTranslation()
  const text = JSON.stringify(props.value, null, 2)
  return (
    <Box pos="relative" className="json-view">
      <Box pos="absolute" top={8} right={8}>
        <CopyButton text={text} label={t('common.copyJson')} />
      </Box>
      {/* Long ones scroll, which the keyboard can only do where the focus can be. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must scroll it */}
      <section aria-label={props.label} tabIndex={0}>
        <pre>
          <code>
            {tokens(text).map((token) => (
              <span key={token.at} className={token.kind}>
                {token.text}
              </span>
            ))}
          </code>
        </pre>
      </section>
    </Box>
  )
}

interface Token {
  at: number
  kind: 'json-key' | 'json-string' | 'json-number' | 'json-word' | 'json-plain'
  text: string
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g

function tokens(text: string): Token[] {
  const found: Token[] = []
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) {
      found.push({ at: end, kind: 'json-plain', text: text.slice(end, match.index) })
    }
    const [whole, string, colon, number] = match
    const kind = string
      ? colon
        ? 'json-key'
        : 'json-string'
      : number
        ? 'json-number'
        : 'json-word'
    found.push({ at: match.index, kind, text: whole })
    end = match.index + whole.length
  }
  found.push({ at: end, kind: 'json-plain', text: text.slice(end) })
  return found
}
