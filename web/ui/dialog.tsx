import { Modal, type ModalProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** What is asked or told on top of a page. Its button to close has a name in the reader's language. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation()
  return (
    <Modal
      {...props}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      // Its head is not that of the page.
      attributes={{ header: { role: 'presentation' } }}
    />
  )
}
