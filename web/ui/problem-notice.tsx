import { Alert, Button, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** What went wrong and what to do about it, in one place above a form or instead of a list. */
export function ProblemNotice(props: { problem: Error | null; onRetry?: () => void }) {
  const { t } = useTranslation()
  if (!props.problem) return null
  const { problem } = props
  const fix = 'fix' in problem && typeof problem.fix === 'string' ? problem.fix : undefined
  const explained = 'status' in problem
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle size={18} />}
      title={explained ? problem.message : t('errors.unreachable')}
    >
      <Text size="sm">
        {fix ?? (explained ? t('errors.tryAgain') : t('errors.checkConnection'))}
      </Text>
      {props.onRetry ? (
        <Button size="xs" variant="default" mt="sm" onClick={props.onRetry}>
          {t('common.retry')}
        </Button>
      ) : null}
    </Alert>
  )
}
