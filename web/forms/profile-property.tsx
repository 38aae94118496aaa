import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeProfile } from '../api/profiles.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { done } from '../ui/toast.ts'
import { editable, kindOf, parsedValue, VALUE_KINDS, type ValueKind } from './property-value.ts'

export interface EditedProperty {
  /** Null for a new one. */
  property: string | null
  value: unknown
}

/** One custom property of a profile: name, kind, value. */
export function PropertyDialog(props: {
  account: string
  profileId: string
  edited: EditedProperty | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { edited, onClose } = props
  return (
    <Dialog
      opened={edited !== null}
      onClose={onClose}
      title={edited?.property ?? t('profile.addProperty')}
    >
      {edited ? <PropertyForm {...props} edited={edited} /> : null}
    </Dialog>
  )
}

function PropertyForm(props: {
  account: string
  profileId: string
  edited: EditedProperty
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { account, profileId, edited, onClose } = props
  const isNew = edited.property === null
  const [name, setName] = useState(edited.property ?? '')
  const [kind, setKind] = useState<ValueKind>(isNew ? 'text' : kindOf(edited.value))
  const [text, setText] = useState(isNew ? '' : editable(edited.value))
  const value = parsedValue(text, kind)
  const change = useMutation({
    mutationFn: (wanted: { set: unknown } | { unset: true }) =>
      changeProfile(
        account,
        profileId,
        'set' in wanted
          ? { attributes: { properties: { [name.trim()]: wanted.set } } }
          : { attributes: {}, unset: [name] },
      ),
    onSuccess: () => {
      done(t('common.saved'))
      onClose()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (value !== undefined && name.trim()) change.mutate({ set: value })
      }}
    >
      <Stack gap="md">
        <ProblemNotice problem={change.error} />
        {isNew ? (
          <TextInput
            label={t('profile.propertyName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            data-autofocus
          />
        ) : null}
        <Select
          label={t('profile.propertyKind')}
          allowDeselect={false}
          value={kind}
          data={VALUE_KINDS.map((each) => ({ value: each, label: t(`profile.kind_${each}`) }))}
          onChange={(next) => setKind(VALUE_KINDS.find((each) => each === next) ?? 'text')}
        />
        {kind === 'boolean' ? (
          <Select
            label={t('profile.propertyValue')}
            allowDeselect={false}
            value={text}
            data={[
              { value: 'true', label: t('common.yes') },
              { value: 'false', label: t('common.no') },
            ]}
            onChange={(next) => setText(next ?? '')}
          />
        ) : (
          <Textarea
            label={t('profile.propertyValue')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={kind === 'json' ? 4 : 1}
            maxRows={14}
            error={
              text && value === undefined
                ? t(`profile.notA_${kind === 'number' ? 'number' : 'json'}`)
                : null
            }
            {...(isNew ? {} : { 'data-autofocus': true })}
          />
        )}
        <Group justify="space-between">
          {isNew ? (
            <span />
          ) : (
            <Button
              variant="subtle"
              color="red"
              loading={change.isPending}
              onClick={() => change.mutate({ unset: true })}
            >
              {t('profile.removeProperty')}
            </Button>
          )}
          <Button
            type="submit"
            loading={change.isPending}
            disabled={value === undefined || !name.trim()}
          >
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
