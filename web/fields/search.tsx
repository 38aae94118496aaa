import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

const WAIT_MS = 180

/** Search as you type. What is typed shows at once; the search follows when the hand rests. */
export function SearchField(props: {
  label: string
  initial: string
  onSearch: (text: string) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(props.initial)
  const search = useDebouncedCallback(props.onSearch, WAIT_MS)
  function change(value: string) {
    setText(value)
    search(value.trim())
  }
  return (
    <TextInput
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      leftSection={<IconSearch size={16} stroke={1.6} aria-hidden />}
      rightSection={
        text ? (
          <CloseButton size="sm" aria-label={t('common.clear')} onClick={() => change('')} />
        ) : null
      }
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      // Before whatever is done next: a search that came after it would call back who went to a page.
      onBlur={() => search.flush()}
      w={{ base: '100%', xs: 320 }}
    />
  )
}
