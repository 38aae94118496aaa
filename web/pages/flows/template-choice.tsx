import { Anchor, Select, Stack } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount } from '../../account.ts'
import { createTemplate, template, templateList } from '../../api/content.ts'
import { paths } from '../../paths.ts'
import { failed } from '../../ui/toast.ts'
import { READY_MADE, type ReadyMade, readyMade } from '../content/ready-made.ts'

const READY = 'ready-made '

/** One of the library, or a ready-made one, which becomes one of the library. */
export function TemplateChoice(props: {
  templateId: string | null
  label?: string
  onChoose: (templateId: string | null) => void
}) {
  const { templateId, onChoose } = props
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { data: listed } = useInfiniteQuery(templateList(account.id, ''))
  const library = listed?.pages.flatMap((page) => page.templates) ?? []
  const { data: chosen } = useQuery({
    ...template(account.id, templateId ?? ''),
    enabled: templateId !== null,
  })
  const create = useMutation({
    mutationFn: (kind: ReadyMade) =>
      createTemplate(account.id, {
        name: t(`content.start_${kind}`),
        editor_type: 'SYSTEM_DRAGGABLE',
        definition: readyMade(kind, i18n.language.startsWith('de') ? 'de' : 'en', () =>
          crypto.randomUUID(),
        ),
      }),
    onSuccess: onChoose,
    onError: failed,
  })
  const own =
    templateId && !library.some((one) => one.id === templateId)
      ? [{ value: templateId, label: chosen?.name ?? t('common.loading') }]
      : []
  return (
    <Stack gap={4}>
      <Select
        label={props.label ?? t('flows.template')}
        description={t('flows.templateHint')}
        placeholder={t('flows.chooseTemplate')}
        searchable
        disabled={create.isPending}
        value={templateId}
        data={[
          ...(own.length > 0 ? [{ group: t('flows.ofThisFlow'), items: own }] : []),
          {
            group: t('content.templates'),
            items: library.map((one) => ({ value: one.id, label: one.name })),
          },
          {
            group: t('flows.readyMade'),
            items: READY_MADE.map((kind) => ({
              value: `${READY}${kind}`,
              label: t('flows.newFrom', { name: t(`content.start_${kind}`) }),
            })),
          },
        ]}
        onChange={(value) => {
          const kind = READY_MADE.find((one) => value === `${READY}${one}`)
          if (kind) create.mutate(kind)
          else onChoose(value)
        }}
      />
      {templateId ? (
        <Anchor component={Link} to={paths.template(account.id, templateId)} size="sm">
          {t('flows.editTemplate')}
        </Anchor>
      ) : null}
    </Stack>
  )
}
