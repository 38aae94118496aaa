import { Tabs, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type KeyValue, KeyValues } from '../../ui/key-values.tsx'
import { framed } from '../content/framed.ts'
import '../content/mail-frame.css'

/** What was said: as it looks, as text, and what a mail program sees of it. */
export function MailTabs(props: {
  title: string
  html: string | null
  text: string | null
  headers: Record<string, string>
  /** Before the headers. */
  facts: KeyValue[]
}) {
  const { t } = useTranslation()
  return (
    <Tabs defaultValue={props.html ? 'html' : 'text'} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="html">{t('outbox.asShown')}</Tabs.Tab>
        <Tabs.Tab value="text">{t('outbox.plain')}</Tabs.Tab>
        <Tabs.Tab value="headers">{t('outbox.headers')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="html" pt="md">
        {props.html ? (
          <div className="mail-frame">
            <iframe
              title={props.title}
              sandbox=""
              referrerPolicy="no-referrer"
              srcDoc={framed(props.html)}
            />
          </div>
        ) : (
          <Text size="sm">{t('outbox.noHtml')}</Text>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="text" pt="md">
        <pre className="mail-text">{props.text ?? '–'}</pre>
      </Tabs.Panel>
      <Tabs.Panel value="headers" pt="md">
        <KeyValues
          items={[
            ...props.facts,
            ...Object.entries(props.headers).map(([name, value]) => ({
              key: `header ${name}`,
              label: name,
              value,
            })),
          ]}
        />
      </Tabs.Panel>
    </Tabs>
  )
}
