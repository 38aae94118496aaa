import { Group, SegmentedControl, Stack, Switch, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import { type PreviewData, type TemplateContent, templatePreview } from '../../api/content.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { framed } from './framed.ts'
import './mail-frame.css'
import { skipReasonWords } from '../../words/skip-reasons.ts'

/** The preview follows when the hand rests. */
const REST_MS = 500

type Shown = 'desktop' | 'mobile' | 'text'

/** The mail as somebody would get it: on a desk, on a phone, in the dark, without pictures. */
export function MailPreview(props: { content: TemplateContent; data: PreviewData }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const [shown, setShown] = useState<Shown>('desktop')
  const [isDark, setDark] = useState(false)
  const [content] = useDebouncedValue(props.content, REST_MS)
  const { data, error, isFetching } = useQuery({
    ...templatePreview(account.id, content, props.data),
    placeholderData: keepPreviousData,
  })
  const plain = framed(data?.html ?? '')
  const html = isDark ? inTheDark(plain) : plain
  return (
    <Stack gap="sm" aria-busy={isFetching}>
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={t('content.view')}
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={[
            { value: 'desktop', label: t('content.desktop') },
            { value: 'mobile', label: t('content.mobile') },
            { value: 'text', label: t('content.plainText') },
          ]}
        />
        <Switch
          size="xs"
          label={t('content.dark')}
          checked={isDark}
          disabled={shown === 'text'}
          onChange={(event) => setDark(event.currentTarget.checked)}
        />
      </Group>
      <ProblemNotice problem={error} />
      {data?.skip_reason ? (
        <Text size="sm" c="var(--notice-text)">
          {t('content.wouldBeSkipped', {
            reason: skipReasonWords(data.skip_reason, i18n.language),
          })}
        </Text>
      ) : null}
      <div className="mail-frame" data-width={shown}>
        {shown === 'text' ? (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must scroll it
          <pre className="mail-text" tabIndex={0} aria-label={t('content.plainText')}>
            {data?.text ?? ''}
          </pre>
        ) : (
          <iframe
            // A frame that shows something else is one more step on the way back; a new one is not.
            key={html}
            title={t('content.previewOf')}
            sandbox=""
            referrerPolicy="no-referrer"
            srcDoc={html}
          />
        )}
      </div>
      {isDark && shown !== 'text' ? (
        <Text size="xs" c="dimmed">
          {t('content.darkHint')}
        </Text>
      ) : null}
    </Stack>
  )
}

/** What most programs do at night: turn the lightness around and leave pictures alone. */
function inTheDark(html: string): string {
  return `${html}<style>html{background:#fff;filter:invert(1) hue-rotate(180deg)}img,video{filter:invert(1) hue-rotate(180deg)}</style>`
}
