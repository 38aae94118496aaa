import type { Endpoint } from '../contract/endpoint.ts'
import { BETA_REVISION, type ByFamily } from './revision.ts'

type Documents = ByFamily<Record<string, unknown>>

/**
 * The API reference as one page that works without JavaScript: every method with its parameters,
 * body and answer. Made from the same endpoints as the server.
 *
 * @param openApi the documents of `openApiOf`
 */
export function referencePage(endpoints: readonly Endpoint[], openApi: Documents): string {
  const tags = [...new Set(endpoints.map((one) => one.tag))].sort()
  const sections = tags.map((tag) =>
    section(
      tag,
      endpoints.filter((one) => one.tag === tag),
      openApi,
    ),
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley API reference</title>
<style>${STYLE}</style>
</head>
<body>
<nav aria-label="Tags"><strong>Parley API</strong>
${tags.map((tag) => `<a href="#${anchor(tag)}">${escapeHtml(tag)}</a>`).join('\n')}
<a href="/docs/openapi.json">openapi.json</a>
<a href="/docs/openapi-beta.json">openapi-beta.json</a></nav>
<main>
<h1>API reference</h1>
<p>JSON:API over HTTPS, compatible with the official Klaviyo SDKs: change only their base path.
Private methods need <code>Authorization: Klaviyo-API-Key pk_…</code>; public ones
<code>?company_id=…</code>. Methods under <code>/api/x/</code> are Parley's own. Where a method is
listed twice, the header <code>revision: ${BETA_REVISION}</code> asks for its beta shape.</p>
${sections.join('\n')}
</main>
</body>
</html>`
}

function section(tag: string, endpoints: readonly Endpoint[], openApi: Documents): string {
  return `<section id="${anchor(tag)}"><h2>${escapeHtml(tag)}</h2>
${endpoints.map((endpoint) => article(endpoint, operation(openApi, endpoint))).join('\n')}
</section>`
}

interface Operation {
  parameters: { name: string; in: string; required: boolean; description?: string }[]
  requestBody?: { content: Record<string, { schema: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>
}

function operation(openApi: Documents, endpoint: Endpoint): Operation {
  const paths = openApi[endpoint.revision ?? 'stable']['paths'] as Record<
    string,
    Record<string, Operation>
  >
  const found = paths[endpoint.path]?.[endpoint.method.toLowerCase()]
  if (!found) throw new Error(`the document has no ${endpoint.method} ${endpoint.path}`)
  return found
}

function article(endpoint: Endpoint, { parameters, requestBody, responses }: Operation): string {
  const body = requestBody && Object.values(requestBody.content)[0]?.schema
  const answers = Object.entries(responses).filter(([status]) => status !== '4XX')
  return `<article id="${endpoint.id}">
<h3><span class="method ${endpoint.method.toLowerCase()}">${endpoint.method}</span> <code>${escapeHtml(endpoint.path)}</code></h3>
<p>${escapeHtml(endpoint.summary)}</p>
<p class="access"><code>${endpoint.id}</code> · needs <code>${endpoint.access}</code>${endpoint.revision === 'beta' ? ' · beta' : ''}</p>
${parameters.length > 0 ? parameterTable(parameters) : ''}
${body ? details('Body', body) : ''}
${answers.map(([status, one]) => answer(status, one)).join('\n')}
</article>`
}

function parameterTable(parameters: Operation['parameters']): string {
  const rows = parameters.map(
    (one) =>
      `<tr><td><code>${escapeHtml(one.name)}</code></td><td>${one.in}${one.required ? ', required' : ''}</td><td>${escapeHtml(one.description ?? '')}</td></tr>`,
  )
  return `<table><thead><tr><th>Parameter</th><th>In</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function answer(
  status: string,
  one: { description: string; content?: Record<string, { schema: unknown }> },
) {
  const schema = one.content && Object.values(one.content)[0]?.schema
  return schema
    ? details(`Answer ${status}`, schema)
    : `<p>Answers ${status}. ${escapeHtml(one.description)}</p>`
}

function details(title: string, schema: unknown): string {
  return `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`
}

function anchor(tag: string): string {
  return `tag-${tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { margin: 0; display: grid; grid-template-columns: 13rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; box-sizing: border-box; padding: 1.5rem; border-right: 1px solid var(--line); display: flex; flex-direction: column; gap: .4rem; }
nav a { color: inherit; text-decoration: none; } nav a:hover { text-decoration: underline; }
main { padding: 1.5rem 2.5rem 6rem; max-width: 60rem; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
h3 { font-size: 1rem; margin: 0; } h3 code { font-size: .95rem; }
.method { display: inline-block; min-width: 4rem; font-weight: 700; }
.get { color: #1c7ed6; } .post { color: #2f9e44; } .patch { color: #e8590c; } .delete { color: #e03131; }
.access { font-size: .85rem; opacity: .8; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } td, th { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
pre { overflow: auto; max-height: 28rem; padding: 1rem; border: 1px solid var(--line); border-radius: 8px; font-size: .8rem; }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; flex-flow: row wrap; } main { padding: 1rem; } }
`
