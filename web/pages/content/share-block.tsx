import { Button, Group, Stack, Text } from '@mantine/core'
import { IconLink, IconLinkOff } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Block } from '../../../src/contract/blocks.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { changeSharedBlock, shareBlock, sharedBlocks } from '../../api/content.ts'
import { Act } from '../../ui/act.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'
import { done, failed } from '../../ui/toast.ts'
import { gist } from './block-fields.ts'

/** A block for several templates: made here, changed for all of them, or set free again. */
export function ShareBlock(props: { block: Block; onChange: (next: Block) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('templates:write')
  const [naming, setNaming] = useState(false)
  const { data: shared = [] } = useQuery(sharedBlocks(account.id))
  const { block } = props
  const own = shared.find(({ id }) => id === block.universal_id)
  const change = useMutation({
    mutationFn: (id: string) => changeSharedBlock(account.id, id, block),
    onSuccess: () => done(t('content.sharedChanged')),
    onError: failed,
  })
  if (!block.universal_id) {
    return (
      <>
        <Act
          size="compact-xs"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconLink size={14} aria-hidden />}
          refusal={refusal}
          onClick={() => setNaming(true)}
        >
          {t('content.share')}
        </Act>
        <NameDialog
          opened={naming}
          title={t('content.share')}
          hint={t('content.shareHint')}
          initial={gist(block) || t(`content.block_${block.type}`)}
          action={t('content.share')}
          save={async (name) => {
            const id = await shareBlock(account.id, name, block)
            props.onChange({ ...block, universal_id: id })
            done(t('content.sharedNow'))
          }}
          onClose={() => setNaming(false)}
        />
      </>
    )
  }
  const id = block.universal_id
  return (
    <Stack gap={6}>
      <Text size="xs" c="dimmed">
        {own ? t('content.sharedAs', { name: own.name }) : t('content.sharedGone')}
      </Text>
      <Group gap="xs">
        {own ? (
          <Act
            size="compact-xs"
            variant="default"
            refusal={refusal}
            loading={change.isPending}
            onClick={() => change.mutate(id)}
          >
            {t('content.changeShared')}
          </Act>
        ) : null}
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconLinkOff size={14} aria-hidden />}
          onClick={() => {
            const { universal_id: _, ...free } = block
            props.onChange(free)
          }}
        >
          {t('content.unshare')}
        </Button>
      </Group>
    </Stack>
  )
}
