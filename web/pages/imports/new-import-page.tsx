import { Alert, Code, Group, Progress, Radio, Stack, Text } from '@mantine/core'
import { IconArrowLeft, IconFile } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import {
  IMPORT_BYTES_MAX,
  IMPORT_KINDS,
  type ImportFormat,
  type ImportKind,
} from '../../../src/contract/imports.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { list } from '../../api/groups.ts'
import { uploadImport } from '../../api/imports.ts'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { useFormats } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

const MEGABYTE = 1024 * 1024

export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('imports:write')
  const [search] = useSearchParams()
  const listId = search.get('list')
  const onto = useQuery({ ...list(account.id, listId ?? ''), enabled: listId !== null })
  const [file, setFile] = useState<File | null>(null)
  const [kind, setKind] = useState<ImportKind>('profiles')
  const [share, setShare] = useState(0)
  const upload = useMutation({
    mutationFn: (chosen: File) =>
      uploadImport(account.id, { kind, format: formatOf(chosen), file: chosen, listId }, setShare),
    onSuccess: (id) => navigate(paths.import(account.id, id)),
  })
  const tooLarge = file !== null && file.size > IMPORT_BYTES_MAX
  return (
    <Page
      title={t('imports.new')}
      lead={onto.data ? t('imports.ontoList', { name: onto.data.name }) : t('imports.newLead')}
      above={
        <Link to={paths.imports(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('imports.title')}
        </Link>
      }
    >
      <Stack gap="lg" maw={760}>
        <Panel title={t('imports.stepFile')}>
          {file ? (
            <Group justify="space-between">
              <Group gap="sm">
                <IconFile size={22} stroke={1.5} color="var(--accent)" aria-hidden />
                <div>
                  <Text fw={550}>{file.name}</Text>
                  <Text size="xs" c="dimmed">
                    {t('imports.size', { size: formats.number(file.size / MEGABYTE) })}
                  </Text>
                </div>
              </Group>
              <Act
                variant="subtle"
                onClick={() => setFile(null)}
                refusal={upload.isPending ? t('imports.uploading') : undefined}
              >
                {t('imports.otherFile')}
              </Act>
            </Group>
          ) : (
            <FileDrop
              label={t('imports.drop')}
              hint={t('imports.dropHint', { size: IMPORT_BYTES_MAX / MEGABYTE })}
              accept=".csv,.tsv,.txt,.jsonl,.ndjson,text/csv,application/x-ndjson"
              onFile={setFile}
            />
          )}
          {tooLarge ? (
            <Alert color="red" mt="md">
              {t('imports.tooLarge', { size: IMPORT_BYTES_MAX / MEGABYTE })}
            </Alert>
          ) : null}
        </Panel>
        {listId === null ? (
          <Panel title={t('imports.stepKind')}>
            <Radio.Group
              aria-label={t('imports.stepKind')}
              value={kind}
              onChange={(value) =>
                setKind(IMPORT_KINDS.find((each) => each === value) ?? 'profiles')
              }
            >
              <Stack gap="sm">
                {IMPORT_KINDS.map((each) => (
                  <Radio.Card key={each} value={each} radius="md" p="md" className="choice-card">
                    <Group wrap="nowrap" align="flex-start" gap="sm">
                      <Radio.Indicator mt={2} />
                      <div>
                        <Text fw={550}>{t(`imports.kind_${each}`)}</Text>
                        <Text size="sm" c="dimmed">
                          {t(`imports.kindHint_${each}`)}
                        </Text>
                        <Code mt={6} display="block" w="fit-content">
                          {t(`imports.kindExample_${each}`)}
                        </Code>
                      </div>
                    </Group>
                  </Radio.Card>
                ))}
              </Stack>
            </Radio.Group>
          </Panel>
        ) : null}
        <ProblemNotice problem={upload.error} />
        {upload.isPending ? (
          <Progress value={share * 100} animated aria-label={t('imports.uploading')} />
        ) : null}
        <Group justify="flex-end">
          <Act
            size="md"
            loading={upload.isPending}
            refusal={
              refusal ??
              (file === null
                ? t('imports.chooseFirst')
                : tooLarge
                  ? t('imports.tooLarge', { size: IMPORT_BYTES_MAX / MEGABYTE })
                  : undefined)
            }
            onClick={() => file && upload.mutate(file)}
          >
            {t('imports.uploadAndMap')}
          </Act>
        </Group>
      </Stack>
    </Page>
  )
}

function formatOf(file: File): ImportFormat {
  return /\.(jsonl|ndjson)$/i.test(file.name) ? 'jsonl' : 'csv'
}
