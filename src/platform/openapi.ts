import { z } from 'zod'
import type { Endpoint, Reply, ResourceType } from '../contract/endpoint.ts'
import { BETA_REVISION, endpointsFor, NEWEST_REVISION, type RevisionFamily } from './revision.ts'

type Schema = Record<string, unknown>

/**
 * The OpenAPI 3.1 document of the endpoints that answer a family of revisions: generated, so it cannot
 * disagree with the server.
 */
export function openApiOf(
  endpoints: readonly Endpoint[],
  version: string,
  family: RevisionFamily = 'stable',
): Schema {
  const revision = family === 'beta' ? BETA_REVISION : NEWEST_REVISION
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpointsFor(endpoints, family)) {
    const path = (paths[endpoint.path] ??= {})
    path[endpoint.method.toLowerCase()] = operationOf(endpoint)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley API',
      version,
      description: `JSON:API documents. Send \`revision: ${revision}\` and \`Authorization: Klaviyo-API-Key pk_…\`.`,
      license: { name: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: {
        'api-key': { type: 'apiKey', in: 'header', name: 'Authorization' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-parley_session' },
        company: { type: 'apiKey', in: 'query', name: 'company_id' },
      },
      schemas: { Errors: ERRORS },
    },
  }
}

const ERRORS: Schema = {
  type: 'object',
  required: ['errors'],
  properties: {
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'code', 'title', 'detail'],
        properties: {
          id: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string' },
          title: { type: 'string' },
          detail: { type: 'string' },
          source: {
            type: 'object',
            properties: { pointer: { type: 'string' }, parameter: { type: 'string' } },
          },
          meta: { type: 'object', properties: { fix: { type: 'string' } } },
        },
      },
    },
  },
}

function operationOf(endpoint: Endpoint): Schema {
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    security: securityOf(endpoint),
    ...(isScope(endpoint.access) ? { 'x-parley-permission': endpoint.access } : {}),
    parameters: parametersOf(endpoint),
    ...(endpoint.body
      ? {
          requestBody: {
            required: true,
            content: contentOf(endpoint, endpoint.body),
          },
        }
      : {}),
    responses: {
      [endpoint.reply.status]: responseOf(endpoint.reply),
      '4XX': {
        description: 'What is wrong with the request, with the offending value and what to do.',
        content: {
          'application/vnd.api+json': { schema: { $ref: '#/components/schemas/Errors' } },
        },
      },
    },
  }
}

function contentOf({ rawBody, multipart }: Endpoint, body: z.ZodType): Schema {
  if (rawBody) {
    return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
  }
  const type = multipart ? 'multipart/form-data' : 'application/vnd.api+json'
  return { [type]: { schema: jsonSchema(body, 'input') } }
}

function isScope(access: Endpoint['access']): boolean {
  return access.includes(':')
}

function securityOf({ access }: Endpoint): Schema[] {
  if (access === 'anyone') return []
  if (access === 'company') return [{ company: [] }]
  return access === 'signed-in' ? [{ session: [] }] : [{ 'api-key': [] }, { session: [] }]
}

function parametersOf(endpoint: Endpoint): Schema[] {
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  return [...inPath, ...queryParametersOf(endpoint)]
}

function queryParametersOf(endpoint: Endpoint): Schema[] {
  const parameters: Schema[] = Object.entries(endpoint.query?.shape ?? {}).map(
    ([name, schema]) => ({
      name,
      in: 'query',
      required: !(schema as z.ZodType).safeParse(undefined).success,
      schema: jsonSchema(schema as z.ZodType, 'input'),
    }),
  )
  const add = (name: string, description: string, schema: Schema = { type: 'string' }) =>
    parameters.push({ name, in: 'query', required: false, description, schema })
  if (endpoint.filter) {
    const fields = Object.entries(endpoint.filter).map(
      ([name, field]) => `\`${name}\`: ${field.operators.map((one) => `\`${one}\``).join(', ')}`,
    )
    add('filter', `Fields and operators: ${fields.join(' · ')}`)
  }
  if (endpoint.sort) {
    const keys = endpoint.sort.flatMap((key) => [key, `-${key}`])
    add('sort', 'Ascending, or descending with a minus.', { type: 'string', enum: keys })
  }
  if (endpoint.include && Object.keys(endpoint.include).length > 0) {
    add('include', `Any of: ${Object.keys(endpoint.include).join(', ')}`)
  }
  for (const type of repliedTypes(endpoint)) {
    add(`fields[${type.type}]`, 'Only these attributes.')
    if (!type.additional) continue
    const names = Object.keys(type.additional.shape).join(', ')
    add(`additional-fields[${type.type}]`, `Costly attributes: ${names}`)
  }
  if (endpoint.page) {
    add('page[cursor]', 'From links.next or links.prev.')
    if ('max' in endpoint.page) {
      add('page[size]', `Default ${endpoint.page.default}.`, {
        type: 'integer',
        minimum: 1,
        maximum: endpoint.page.max,
      })
    }
  }
  return parameters
}

function repliedTypes({ reply }: Endpoint): ResourceType[] {
  if ('one' in reply) return [reply.one]
  return 'many' in reply ? [reply.many] : []
}

function responseOf(reply: Reply): Schema {
  if ('file' in reply) return fileResponse(reply.file)
  if ('stream' in reply) return fileResponse(reply.stream)
  const data = dataOf(reply)
  if (!data) return { description: 'Accepted. No body.' }
  return {
    description: 'A JSON:API document.',
    content: {
      'application/vnd.api+json': {
        schema: { type: 'object', required: ['data', 'links'], properties: { data } },
      },
    },
  }
}

function fileResponse(mediaType: string): Schema {
  return { description: 'A file.', content: { [mediaType]: { schema: { type: 'string' } } } }
}

const SELF_LINK: Schema = {
  type: 'object',
  required: ['self'],
  properties: { self: { type: 'string' } },
}

function dataOf(reply: Reply): Schema | undefined {
  if ('one' in reply) return resourceSchema(reply.one)
  if ('many' in reply) return { type: 'array', items: resourceSchema(reply.many) }
  if (!('linkage' in reply)) return undefined
  const one = {
    type: 'object',
    required: ['type', 'id', ...(reply.self ? ['links'] : [])],
    properties: {
      type: { const: reply.linkage },
      id: { type: 'string' },
      ...(reply.self ? { links: SELF_LINK } : {}),
    },
  }
  return reply.toMany ? { type: 'array', items: one } : one
}

function resourceSchema(type: ResourceType): Schema {
  const attributes = jsonSchema(type.attributes, 'output')
  const additional = type.additional ? jsonSchema(type.additional.partial(), 'output') : {}
  return {
    type: 'object',
    required: ['type', 'id', 'attributes', 'links'],
    properties: {
      type: { const: type.type },
      id: { type: 'string' },
      attributes: {
        ...attributes,
        additionalProperties: undefined,
        properties: { ...propertiesIn(attributes), ...propertiesIn(additional) },
      },
      ...(type.relationships
        ? {
            relationships: {
              type: 'object',
              description: Object.keys(type.relationships).join(', '),
            },
          }
        : {}),
      links: { type: 'object', properties: { self: { type: 'string' } } },
    },
  }
}

function propertiesIn(schema: Schema): object {
  return typeof schema['properties'] === 'object' && schema['properties']
    ? schema['properties']
    : {}
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
