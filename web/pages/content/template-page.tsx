import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import { useAccount } from '../../account.ts'
import { template } from '../../api/content.ts'
import { queryClient } from '../../api/query-client.ts'
import { BlockTemplate } from './block-template.tsx'
import { CodeTemplate } from './code-template.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(template(params.accountId ?? '', params.templateId ?? ''))
  return null
}

export function Component() {
  const account = useAccount()
  const { templateId = '' } = useParams()
  const { data } = useSuspenseQuery(template(account.id, templateId))
  if (data.editor_type === 'SYSTEM_DRAGGABLE' && data.definition) {
    return <BlockTemplate key={data.id} template={data} definition={data.definition} />
  }
  return <CodeTemplate key={data.id} template={data} />
}
