import { Button, Center, Code, Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isRouteErrorResponse, Link, useRevalidator, useRouteError } from 'react-router'
import { ApiProblem } from '../api/problem.ts'
import { queryClient } from '../api/query-client.ts'
import { paths } from '../paths.ts'
import { Emblem } from '../ui/emblem.tsx'

/** Whatever went wrong on the way to a page, with a way on. */
export function ErrorPage() {
  const { t } = useTranslation()
  const error = useRouteError()
  const { revalidate, state } = useRevalidator()
  const missing =
    (isRouteErrorResponse(error) && error.status === 404) ||
    (error instanceof ApiProblem && error.status === 404)
  const title = missing ? t('errors.notFound') : titleOf(error, t('errors.unexpected'))
  return (
    <Center component="section" p="xl" mih="60vh" role="alert">
      <title>{`${title} · Parley`}</title>
      <Stack gap="sm" maw={520}>
        <Group c="var(--accent)">
          <Emblem size={36} />
        </Group>
        <Title order={1}>{title}</Title>
        <Text c="dimmed">
          {missing ? t('errors.notFoundBody') : fixOf(error, t('errors.unexpectedBody'))}
        </Text>
        {!missing && error instanceof Error && !(error instanceof ApiProblem) ? (
          <Code block>{error.message}</Code>
        ) : null}
        <Group mt="sm">
          {missing ? null : (
            <Button
              loading={state === 'loading'}
              onClick={() => {
                queryClient.removeQueries({ predicate: (query) => query.state.status === 'error' })
                void revalidate()
              }}
            >
              {t('common.retry')}
            </Button>
          )}
          <Button component={Link} to={paths.home()} variant="default">
            {t('errors.home')}
          </Button>
        </Group>
      </Stack>
    </Center>
  )
}

function titleOf(error: unknown, otherwise: string): string {
  return error instanceof ApiProblem ? error.message : otherwise
}

function fixOf(error: unknown, otherwise: string): string {
  return error instanceof ApiProblem ? (error.fix ?? otherwise) : otherwise
}
