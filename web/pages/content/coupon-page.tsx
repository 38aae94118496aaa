import { Badge, Grid, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { IconArrowLeft, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useSuspenseQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import {
  addCodes,
  type CodeState,
  type CodesAdded,
  coupon,
  couponCodes,
  deleteCoupon,
} from '../../api/coupons.ts'
import { queryClient } from '../../api/query-client.ts'
import type { AccountSummary } from '../../api/session.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { codesIn } from './codes-in.ts'

const SHOWN = ['UNASSIGNED', 'ASSIGNED_TO_PROFILE', 'USED'] as const
type Shown = (typeof SHOWN)[number]

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(coupon(params.accountId ?? '', params.couponId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('coupons:write')
  const { couponId = '' } = useParams()
  const { data } = useSuspenseQuery(coupon(account.id, couponId))
  const [deleting, setDeleting] = useState(false)
  const remove = useMutation({
    mutationFn: () => deleteCoupon(account.id, couponId),
    onSuccess: () => navigate(paths.coupons(account.id)),
  })
  return (
    <Page
      title={data.external_id}
      above={
        <Link to={paths.coupons(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('content.coupons')}
        </Link>
      }
      lead={
        <Group gap="xs">
          <Badge color="gray">
            {data.generator ? t('content.codesMade') : t('content.codesUploaded')}
          </Badge>
          <Text span className="number">
            {t('content.unassignedCount', {
              count: data.unassigned_count,
              number: formats.number(data.unassigned_count),
            })}
          </Text>
          <Text span c="dimmed">
            {data.description}
          </Text>
        </Group>
      }
      action={
        <Act
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          refusal={refusal}
          onClick={() => setDeleting(true)}
        >
          {t('content.delete')}
        </Act>
      }
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Codes couponId={couponId} isMade={data.generator !== null} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="lg">
            <Panel title={t('content.useCoupon')} hint={t('content.useCouponHint')}>
              <Text ff="monospace" size="sm" style={{ overflowWrap: 'anywhere' }}>
                {`{% coupon_code '${data.external_id}' %}`}
              </Text>
            </Panel>
            <Panel title={t('content.addCodes')} hint={t('content.addCodesHint')}>
              <AddCodes couponId={couponId} />
            </Panel>
          </Stack>
        </Grid.Col>
      </Grid>
      <ConfirmDialog
        opened={deleting}
        title={t('content.deleteTitle', { name: data.external_id })}
        body={t('content.deleteCouponBody')}
        action={t('content.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setDeleting(false)}
      />
    </Page>
  )
}

function Codes(props: { couponId: string; isMade: boolean }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [status, setStatus] = useState<Shown>(props.isMade ? 'ASSIGNED_TO_PROFILE' : 'UNASSIGNED')
  const list = useInfiniteQuery(couponCodes(account.id, props.couponId, status))
  const codes = list.data?.pages.flatMap((page) => page.codes) ?? []
  return (
    <Panel
      title={t('content.codes')}
      flush
      action={
        <SegmentedControl
          size="xs"
          aria-label={t('content.codeStatus')}
          value={status}
          onChange={(value) => setStatus(SHOWN.find((one) => one === value) ?? 'UNASSIGNED')}
          data={SHOWN.map((value) => ({ value, label: t(`content.code_${value}`) }))}
        />
      }
    >
      {list.error ? (
        <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />
      ) : codes.length > 0 ? (
        <>
          <DataTable caption={t('content.codes')} rows={codes} columns={columnsFor(t, account)} />
          <MoreRows of={list} label={t('content.more')} />
        </>
      ) : list.isPending ? null : (
        <EmptyState
          title={t('content.noCodes')}
          body={props.isMade ? t('content.noCodesMade') : t('content.noCodesUploaded')}
        />
      )}
    </Panel>
  )
}

function columnsFor(t: TFunction, account: AccountSummary): Column<CodeState>[] {
  return [
    {
      key: 'code',
      header: t('content.code'),
      cell: (code) => (
        <Text span ff="monospace" size="sm">
          {code.unique_code}
        </Text>
      ),
    },
    {
      key: 'expires',
      header: t('content.validUntil'),
      align: 'end',
      width: 200,
      cell: (code) =>
        code.expires_at ? <Moment at={code.expires_at} zone={account.timezone} /> : '–',
    },
  ]
}

function AddCodes(props: { couponId: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const refusal = useRefusal('coupon-codes:write')
  const [text, setText] = useState('')
  const codes = codesIn(text)
  const add = useMutation({
    mutationFn: () => addCodes(account.id, props.couponId, codes),
    onSuccess: () => setText(''),
  })
  return (
    <Stack gap="sm">
      <Textarea
        aria-label={t('content.codes')}
        placeholder={'SAVE-7F3K\nSAVE-9QX2'}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={4}
        maxRows={14}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <Act
        loading={add.isPending}
        refusal={refusal ?? (codes.length > 0 ? undefined : t('content.codesFirst'))}
        onClick={() => add.mutate()}
      >
        {t('content.addCodesCount', { count: codes.length, number: formats.number(codes.length) })}
      </Act>
      <ProblemNotice problem={add.error} />
      {add.data ? <Added added={add.data} /> : null}
    </Stack>
  )
}

function Added(props: { added: CodesAdded }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { completed, failed, firstProblem } = props.added
  return (
    <Text size="sm" component="output">
      {t('content.codesAdded', { number: formats.number(completed) })}
      {failed > 0
        ? ` ${t('content.codesFailed', { number: formats.number(failed), detail: firstProblem ?? '' })}`
        : ''}
    </Text>
  )
}
