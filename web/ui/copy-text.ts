import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import { done } from './toast.ts'

/** Copy and say so. Browsers refuse where the page came without encryption, or somebody does not want it. */
export async function copyText(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    notifications.show({ color: 'red', message: i18next.t('common.notCopied') })
    return
  }
  done(said)
}
