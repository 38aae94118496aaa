import { notifications } from '@mantine/notifications'
import i18next from 'i18next'

const ERROR_STAYS_MS = 12_000

/** Good news lets clicks through to what lies below it, and goes by itself wherever the pointer is. */
export function done(message: string): void {
  notifications.show({
    message,
    color: 'petrol',
    className: 'toast-done',
    closeButtonProps: closeButton(),
  })
}

/** For deeds without a form to show the refusal in. */
export function failed(problem: unknown): void {
  const explained = problem instanceof Error && 'status' in problem
  const fix = explained && 'fix' in problem && typeof problem.fix === 'string' ? problem.fix : ''
  notifications.show({
    color: 'red',
    title: explained ? problem.message : i18next.t('errors.unreachable'),
    message: explained ? fix : i18next.t('errors.checkConnection'),
    autoClose: ERROR_STAYS_MS,
    closeButtonProps: closeButton(),
  })
}

function closeButton() {
  return { 'aria-label': i18next.t('common.close') }
}
