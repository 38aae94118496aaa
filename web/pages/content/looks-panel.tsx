import { Divider, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TemplateDefinition } from '../../../src/contract/blocks.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { changeBrand } from '../../api/content.ts'
import { Act } from '../../ui/act.tsx'
import { done, failed } from '../../ui/toast.ts'
import { looksOf, numberAt, textAt, withBodyStyle, withLook } from './block-fields.ts'
import { brandOf } from './brand-looks.ts'
import { ColorField, FontField, PixelField } from './style-fields.tsx'

const HEADINGS = ['heading-1-styles', 'heading-2-styles', 'heading-3-styles'] as const

/** The looks that the whole mail shares. */
export function LooksPanel(props: {
  definition: TemplateDefinition
  onChange: (next: TemplateDefinition, about: string) => void
}) {
  const { t } = useTranslation()
  const { definition, onChange } = props
  const { styles } = definition.body
  const base = looksOf(definition, 'base-styles')
  const text = looksOf(definition, 'text-styles')
  const link = looksOf(definition, 'link-styles')
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('content.looksHint')}
      </Text>
      <Group grow gap="xs">
        <ColorField
          label={t('content.behindMail')}
          value={styles.background_color ?? ''}
          onChange={(value) =>
            onChange(withBodyStyle(definition, 'background_color', value), 'body background')
          }
        />
        <ColorField
          label={t('content.mailBackground')}
          value={textAt(base, 'content_background_color')}
          onChange={(value) =>
            onChange(
              withLook(definition, 'base-styles', 'content_background_color', value),
              'content background',
            )
          }
        />
      </Group>
      <PixelField
        label={t('content.mailWidth')}
        value={styles.width ?? 600}
        min={320}
        max={900}
        onChange={(value) => onChange(withBodyStyle(definition, 'width', value), 'body width')}
      />
      <Divider label={t('content.texts')} labelPosition="left" />
      <FontField
        label={t('content.font')}
        value={textAt(text, 'font_family')}
        onChange={(value) =>
          onChange(withLook(definition, 'text-styles', 'font_family', value), 'font')
        }
      />
      <Group grow gap="xs">
        <PixelField
          label={t('content.fontSize')}
          value={numberAt(text, 'font_size')}
          min={8}
          max={80}
          onChange={(value) =>
            onChange(withLook(definition, 'text-styles', 'font_size', value), 'font size')
          }
        />
        <ColorField
          label={t('content.textColor')}
          value={textAt(text, 'color')}
          onChange={(value) =>
            onChange(withLook(definition, 'text-styles', 'color', value), 'text color')
          }
        />
      </Group>
      <ColorField
        label={t('content.linkColor')}
        value={textAt(link, 'color')}
        onChange={(value) =>
          onChange(withLook(definition, 'link-styles', 'color', value), 'link color')
        }
      />
      {HEADINGS.map((type, at) => {
        const own = looksOf(definition, type)
        return (
          <Group key={type} grow gap="xs">
            <PixelField
              label={t('content.headingSize', { number: at + 1 })}
              value={numberAt(own, 'font_size')}
              min={8}
              max={80}
              onChange={(value) =>
                onChange(withLook(definition, type, 'font_size', value), `${type} size`)
              }
            />
            <ColorField
              label={t('content.headingColor', { number: at + 1 })}
              value={textAt(own, 'color')}
              onChange={(value) =>
                onChange(withLook(definition, type, 'color', value), `${type} color`)
              }
            />
          </Group>
        )
      })}
      <KeepLooks definition={definition} />
    </Stack>
  )
}

/** New templates begin with the looks of this one. */
function KeepLooks(props: { definition: TemplateDefinition }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('templates:write')
  const keep = useMutation({
    mutationFn: () => changeBrand(account.id, brandOf(props.definition)),
    onSuccess: () => done(t('content.looksKept')),
    onError: failed,
  })
  return (
    <Act
      size="compact-xs"
      variant="default"
      style={{ alignSelf: 'flex-start' }}
      refusal={refusal}
      loading={keep.isPending}
      onClick={() => keep.mutate()}
    >
      {t('content.keepLooks')}
    </Act>
  )
}
