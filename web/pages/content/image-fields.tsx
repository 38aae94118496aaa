import { Group, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { fieldsOf, flagAt, numberAt, textAt, withField } from './block-fields.ts'
import type { BlockFieldsProps } from './block-fields-props.ts'
import { ImagePicker } from './image-picker.tsx'
import { AlignField, PixelField, TagField } from './style-fields.tsx'

export function ImageFields(props: BlockFieldsProps) {
  const { t } = useTranslation()
  const { block, metricId, onChange } = props
  const styles = fieldsOf(block, 'styles')
  const properties = fieldsOf(block, 'properties')
  const style = (name: string) => (value: unknown) =>
    onChange(withField(block, 'styles', name, value), name)
  const property = (name: string) => (value: unknown) =>
    onChange(withField(block, 'properties', name, value), name)
  return (
    <>
      <ImagePicker
        onPick={(image) => {
          const own = withField(block, 'properties', 'asset_id', image.id)
          onChange(withField(own, 'properties', 'src', image.image_url), 'picked')
        }}
      />
      <TagField
        label={t('content.imageAddress')}
        value={textAt(properties, 'src')}
        metricId={metricId}
        placeholder="https://"
        onChange={property('src')}
      />
      <TagField
        label={t('content.altText')}
        description={t('content.altTextHint')}
        value={textAt(properties, 'alt_text')}
        metricId={metricId}
        onChange={property('alt_text')}
      />
      <TagField
        label={t('content.leadsTo')}
        value={textAt(properties, 'href')}
        metricId={metricId}
        placeholder="https://"
        onChange={property('href')}
      />
      <AlignField
        label={t('content.align')}
        value={textAt(styles, 'align') || 'center'}
        onChange={style('align')}
      />
      <Group grow gap="xs" align="flex-end">
        <PixelField
          label={t('content.width')}
          value={numberAt(styles, 'width')}
          onChange={style('width')}
        />
        <Switch
          size="xs"
          mb={6}
          label={t('content.fullOnMobile')}
          checked={flagAt(styles, 'full_width_mobile', false)}
          onChange={(event) => style('full_width_mobile')(event.currentTarget.checked)}
        />
      </Group>
    </>
  )
}
