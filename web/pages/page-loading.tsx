import { Center, Loader } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export function PageLoading() {
  const { t } = useTranslation()
  return (
    <Center mih="100dvh" component="output" aria-label={t('common.loading')}>
      <Loader type="dots" color="petrol" />
    </Center>
  )
}
