import { Button, Group, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useSuspenseInfiniteQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { type CouponState, couponList, createCoupon } from '../../api/coupons.ts'
import { queryClient } from '../../api/query-client.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable, TableFoot } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { type Formats, useFormats } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureInfiniteQueryData(couponList(params.accountId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const refusal = useRefusal('coupons:write')
  const [creating, setCreating] = useState(false)
  const list = useSuspenseInfiniteQuery(couponList(account.id))
  const coupons = list.data.pages.flatMap((page) => page.coupons)
  const create = (
    <Act leftSection={<IconPlus size={16} />} refusal={refusal} onClick={() => setCreating(true)}>
      {t('content.newCouponTitle')}
    </Act>
  )
  return (
    <Page title={t('content.coupons')} lead={t('content.couponsLead')} action={create}>
      <Panel flush>
        {coupons.length > 0 ? (
          <>
            <DataTable
              caption={t('content.coupons')}
              rows={coupons}
              columns={columnsFor(t, formats, account.id)}
              linked
            />
            {list.hasNextPage ? (
              <MoreRows of={list} label={t('content.more')} />
            ) : (
              <TableFoot>{t('content.couponCount', { count: coupons.length })}</TableFoot>
            )}
          </>
        ) : (
          <EmptyState
            title={t('content.noCoupons')}
            body={t('content.noCouponsBody')}
            action={create}
          />
        )}
      </Panel>
      <Dialog
        opened={creating}
        onClose={() => setCreating(false)}
        title={t('content.newCouponTitle')}
      >
        <NewCouponForm onClose={() => setCreating(false)} />
      </Dialog>
    </Page>
  )
}

function columnsFor(t: TFunction, formats: Formats, account: string): Column<CouponState>[] {
  return [
    {
      key: 'name',
      header: t('fields.name'),
      cell: (coupon) => (
        <Stack gap={0}>
          <Link to={paths.coupon(account, coupon.id)} className="quiet-link row-link">
            {coupon.external_id}
          </Link>
          <Text size="xs" c="dimmed">
            {coupon.description}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'codes',
      header: t('content.codes'),
      secondary: true,
      width: 200,
      cell: (coupon) => (coupon.generator ? t('content.codesMade') : t('content.codesUploaded')),
    },
    {
      key: 'unassigned',
      header: t('content.unassigned'),
      align: 'end',
      width: 160,
      cell: (coupon) => formats.number(coupon.unassigned_count),
    },
  ]
}

const NAME = /^[0-9_A-Za-z]+$/

function NewCouponForm(props: { onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [isMade, setMade] = useState(true)
  const [prefix, setPrefix] = useState('')
  const [days, setDays] = useState(30)
  const generator = isMade ? { prefix, length: GENERATED_LENGTH, valid_days: days } : null
  const create = useMutation({
    mutationFn: () => createCoupon(account.id, { name, description, generator }),
    onSuccess: (id) => navigate(paths.coupon(account.id, id)),
  })
  const isWrong = name !== '' && !NAME.test(name)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (NAME.test(name)) create.mutate()
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('fields.name')}
          description={t('content.couponNewNameHint')}
          value={name}
          error={isWrong ? t('content.couponNewNameWrong') : null}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          required
          data-autofocus
        />
        <TextInput
          label={t('content.description')}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          maxLength={1000}
        />
        <SegmentedControl
          aria-label={t('content.codes')}
          value={isMade ? 'made' : 'uploaded'}
          onChange={(value) => setMade(value === 'made')}
          data={[
            { value: 'made', label: t('content.codesMade') },
            { value: 'uploaded', label: t('content.codesUploaded') },
          ]}
        />
        {isMade ? (
          <Group grow align="flex-start">
            <TextInput
              label={t('content.prefix')}
              value={prefix}
              maxLength={20}
              error={/^[A-Za-z0-9_-]*$/.test(prefix) ? null : t('content.couponNameWrong')}
              onChange={(event) => setPrefix(event.currentTarget.value)}
            />
            <NumberInput
              label={t('content.validDays')}
              value={days}
              min={1}
              max={3650}
              allowDecimal={false}
              onChange={(value) => setDays(typeof value === 'number' ? value : 30)}
            />
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {t('content.uploadLater')}
          </Text>
        )}
        <ProblemNotice problem={create.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('content.createCoupon')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Characters after the prefix: 32^10 codes cannot be guessed. */
const GENERATED_LENGTH = 10
