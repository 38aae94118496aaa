import { ApiKeySession, TemplateEnum, TemplatesApi } from 'klaviyo-api'
import { expect, test } from 'vitest'
import { copyTemplate } from '../../src/content/save-template.action.ts'
import { templateForSending } from '../../src/content/template-source.action.ts'
import { TEMPLATES_MAX } from '../../src/contract/templates.ts'
import { inAccount } from '../../src/platform/sql.ts'
import { COMPANY, call, KEY, newEvent, runningServer } from '../running-server.ts'

const server = await runningServer({ isSandbox: true })
const templates = new TemplatesApi(new ApiKeySession(KEY))
templates.basePath = server.url

const attributes = (given: object) => ({ data: { type: 'template', attributes: given } })

async function create(given: object) {
  const answer = await call(server, 'POST', '/api/templates', attributes(given))
  expect(answer).toMatchObject({ status: 201 })
  return answer.body.data
}

const block = (type: string, data: object, more: object = {}) => ({
  content_type: 'block',
  type,
  data: { display_options: {}, ...data },
  ...more,
})
const definitionOf = (...blocks: object[]) => ({
  body: {
    properties: {},
    styles: { background_color: '#f4f4f4', width: 600 },
    sections: [
      {
        content_type: 'section',
        type: 'section',
        'their-own': { kept: true },
        data: { properties: {}, display_options: { show_on: 'all' }, styles: {} },
        rows: [
          {
            data: { styles: { column_layout: '1-column-full-width' } },
            columns: [{ blocks }],
          },
        ],
      },
    ],
  },
  styles: [],
})

test('the SDK creates, reads, changes, lists, clones, renders and deletes a template', async () => {
  const created = await templates.createTemplate({
    data: {
      type: TemplateEnum.Template,
      attributes: {
        name: 'Welcome',
        editorType: 'CODE',
        html: '<p>Hello {{ first_name|default:"you" }}</p>',
      },
    },
  })
  const { id } = created.body.data
  expect(id).toMatch(/^[0-9A-Za-z]{6}$/)
  expect(created.body.data.attributes).toMatchObject({ name: 'Welcome', editorType: 'CODE' })

  const changed = await templates.updateTemplate(id, {
    data: { type: TemplateEnum.Template, id, attributes: { name: 'Welcome back' } },
  })
  expect(changed.body.data.attributes).toMatchObject({
    name: 'Welcome back',
    html: '<p>Hello {{ first_name|default:"you" }}</p>',
  })
  const clone = await templates.cloneTemplate({
    data: { type: TemplateEnum.Template, id, attributes: { name: 'Second' } },
  })
  expect(clone.body.data.id).not.toBe(id)

  const listed = await templates.getTemplates({ sort: '-name', filter: 'contains(name,"elcom")' })
  expect(listed.body.data.map((one) => one.attributes.name)).toEqual(['Welcome back'])

  const rendered = await templates.renderTemplate({
    data: {
      type: TemplateEnum.Template,
      id,
      attributes: { context: { first_name: '<b>Ada</b>' } },
    },
  })
  expect(rendered.body.data.attributes).toMatchObject({
    html: '<p>Hello &lt;b&gt;Ada&lt;/b&gt;</p>',
    text: 'Hello <b>Ada</b>\n',
  })
  await templates.deleteTemplate(id)
  expect(await call(server, 'GET', `/api/templates/${id}`)).toMatchObject({ status: 404 })
})

test('a mistake in a tag is refused with its line and column', async () => {
  const answer = await call(
    server,
    'POST',
    '/api/templates',
    attributes({ name: 'Broken', editor_type: 'CODE', html: '<p>\n{% if person %}\n</p>' }),
  )
  expect(answer).toMatchObject({ status: 400 })
  expect(answer.body.errors[0]).toMatchObject({
    code: 'invalid_template',
    source: { pointer: '/data/attributes/html' },
    meta: { line: 2 },
  })
})

test('a definition comes back unchanged when it is asked for, and is HTML in the meantime', async () => {
  const definition = definitionOf(
    block('text', { content: '<p>Hi {{ first_name }}</p>', styles: { font_size: 18 } }),
    block('button', {
      content: 'Buy & save',
      properties: { href: 'https://shop.test/?a=1&b={{ person.id }}' },
      styles: {},
    }),
  )
  const template = await create({ name: 'Blocks', editor_type: 'SYSTEM_DRAGGABLE', definition })
  expect(template.attributes).not.toHaveProperty('definition')
  const path = `/api/templates/${template.id}`
  const asked = await call(server, 'GET', `${path}?additional-fields[template]=definition`)
  expect(asked.body.data.attributes['definition']).toEqual(definition)
  expect(asked.body.data.attributes['html']).toContain('Buy &amp; save')
  expect(asked.body.data.attributes['html']).toContain('?a=1&amp;b={{ person.id }}')
  const sparse = await call(server, 'GET', `${path}?fields[template]=name,definition.styles`)
  expect(sparse.body.data.attributes).toEqual({ name: 'Blocks', definition: { styles: [] } })
})

test('a mistake in a block is reported at the block', async () => {
  const definition = definitionOf(block('html', { content: '{% endfor %}' }))
  const answer = await call(
    server,
    'POST',
    '/api/templates',
    attributes({ name: 'Broken', editor_type: 'SYSTEM_DRAGGABLE', definition }),
  )
  expect(answer.body.errors[0]).toMatchObject({
    source: {
      pointer: '/data/attributes/definition/body/sections/0/rows/0/columns/0/blocks/0/data/content',
    },
  })
})

test('MJML is kept and compiled; what it includes is refused', async () => {
  const mjml =
    '<mjml><mj-body><mj-section><mj-column><mj-text>Hi {{ first_name }}</mj-text></mj-column></mj-section></mj-body></mjml>'
  const template = await create({ name: 'MJML', editor_type: 'MJML', mjml })
  expect(template.attributes['html']).toContain('Hi {{ first_name }}')
  const path = `/api/templates/${template.id}?additional-fields[template]=mjml`
  const asked = await call(server, 'GET', path)
  expect(asked.body.data.attributes).toMatchObject({ editor_type: 'MJML', mjml })
  const answer = await call(server, 'PATCH', `/api/templates/${template.id}`, {
    data: {
      type: 'template',
      id: template.id,
      attributes: { mjml: mjml.replace('<mj-section>', '<mj-include path="/etc/passwd" />') },
    },
  })
  expect(answer).toMatchObject({ status: 400 })
})

test.each([
  [{ editor_type: 'SYSTEM_DRAGGABLE' }, 'definition'],
  [{ editor_type: 'CODE', mjml: '<mjml></mjml>' }, 'mjml'],
  [{ editor_type: 'SIMPLE', html: 'x' }, 'editor_type'],
])('sources that an editor does not have are refused: %j', async (given, field) => {
  const answer = await call(server, 'POST', '/api/templates', attributes({ name: 'No', ...given }))
  expect(answer).toMatchObject({ status: 400 })
  expect(answer.body.errors[0]).toMatchObject({
    source: { pointer: `/data/attributes/${field}` },
  })
})

test('a shared block changes every template that names it, and the copy a message sends', async () => {
  const shared = await templates.createUniversalContent({
    data: {
      type: 'template-universal-content',
      attributes: {
        name: 'Footer',
        definition: {
          contentType: 'block',
          type: 'html',
          data: { content: '<p>Old footer</p>', displayOptions: {} },
        },
      },
    },
  })
  const { id } = shared.body.data
  const definition = definitionOf(block('html', { content: 'mine' }, { universal_id: id }))
  const template = await create({ name: 'Shares', editor_type: 'SYSTEM_DRAGGABLE', definition })
  const copy = await inAccount(server.sql, COMPANY, (tx) =>
    copyTemplate(tx, COMPANY, template.id, { isLibrary: false, now: new Date() }),
  )
  const sent = async () =>
    (
      await inAccount(server.sql, COMPANY, (tx) =>
        templateForSending(tx, COMPANY, copy?.templateId ?? ''),
      )
    )?.html
  expect(await sent()).toContain('Old footer')

  await templates.updateUniversalContent(id, {
    data: {
      type: 'template-universal-content',
      id,
      attributes: {
        definition: {
          contentType: 'block',
          type: 'html',
          data: { content: '<p>New footer</p>', displayOptions: {} },
        },
      },
    },
  })
  expect(await sent()).toContain('New footer')
  const shown = await call(server, 'GET', `/api/templates/${template.id}`)
  expect(shown.body.data.attributes['html']).toContain('New footer')
  const listed = await call(server, 'GET', '/api/templates?filter=equals(name,"Shares")')
  expect(listed.body.data).toHaveLength(1)

  await templates.deleteUniversalContent(id)
  expect(await sent()).toContain('mine')
})

test('a preview shows what one person would get of one event, and stores nothing', async () => {
  await call(server, 'POST', '/api/profiles', {
    data: {
      type: 'profile',
      attributes: {
        email: 'ada@people.test',
        first_name: 'A<d>a',
        properties: { 'Favorite Color': 'blue' },
      },
    },
  })
  await call(server, 'POST', '/api/events', {
    data: newEvent('Recommended', 'ada@people.test', {
      properties: {
        Products: ['Scarf'],
        $extra: { items: [{ title: 'Scarf', price: 12.5, url: 'javascript:alert(1)' }] },
      },
      value: 12.5,
    }),
  })
  const events = await call(server, 'GET', '/api/events')
  const answer = await call(server, 'POST', '/api/x/template-previews', {
    data: {
      type: 'template-preview',
      attributes: {
        event_id: events.body.data[0]?.id,
        subject: 'For {{ first_name }}: {{ event.Products.0 }}',
        preview_text: 'Your colour: {{ person|lookup:"Favorite Color" }}',
        html: '<html><body>{% for item in event.extra.items %}<a href="{{ item.url }}">{{ item.title }} {% currency_format item.price %}</a>{% endfor %} {{ first_name }} {{ event|lookup:"$value" }}</body></html>',
      },
    },
  })
  expect(answer).toMatchObject({ status: 200 })
  const { subject, html, text, skip_reason: skipReason } = answer.body.data.attributes
  expect(subject).toBe('For A<d>a: Scarf')
  expect(skipReason).toBeNull()
  expect(html).toContain('A&lt;d&gt;a 12.5')
  expect(html).toContain('Your colour: blue')
  expect(html).not.toContain('javascript:')
  expect(text).toContain('A<d>a')
})

test('a preview says why the person would get nothing', async () => {
  const answer = await call(server, 'POST', '/api/x/template-previews', {
    data: {
      type: 'template-preview',
      attributes: { html: "{% catalog 'gone' %}{{ catalog_item.title }}{% endcatalog %}" },
    },
  })
  expect(answer.body.data.attributes).toMatchObject({
    html: null,
    skip_reason: 'Catalog Item Unavailable',
  })
})

test('a check names what is wrong and where', async () => {
  const answer = await call(server, 'POST', '/api/x/template-checks', {
    data: {
      type: 'template-check',
      attributes: {
        subject: ' ',
        html: '<p style="color:#ccc">faint</p>\n<img src="http://shop.test/a.png">\n{{ person.Nonsense }}',
      },
    },
  })
  const findings = answer.body.data.attributes['findings']
  expect(findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: 'missing-unsubscribe', severity: 'red' }),
      expect.objectContaining({ code: 'missing-subject', field: 'subject' }),
      expect.objectContaining({ code: 'low-contrast', line: 1 }),
      expect.objectContaining({ code: 'image-without-alt', line: 2 }),
      expect.objectContaining({ code: 'insecure-link', line: 2 }),
      expect.objectContaining({
        code: 'unknown-variable',
        line: 3,
        data: { variable: 'person.Nonsense' },
      }),
    ]),
  )
})

test('the library is full at its limit; copies of messages do not count', async () => {
  const now = new Date()
  await inAccount(
    server.sql,
    COMPANY,
    (tx) => tx`
      insert into templates (account_id, template_id, name, editor_type, html, is_library, created_at, updated_at)
      select ${COMPANY}, 'm' || n, 'Many', 'CODE', '', true, ${now}, ${now}
      from generate_series(1, ${TEMPLATES_MAX}) as n`,
  )
  const answer = await call(
    server,
    'POST',
    '/api/templates',
    attributes({ name: 'One more', editor_type: 'CODE', html: '' }),
  )
  expect(answer).toMatchObject({ status: 409 })
  const pages = await call(server, 'GET', '/api/templates?sort=-id&page[size]=10')
  const next = await fetch(pages.body.links.next ?? '', {
    headers: { authorization: `Klaviyo-API-Key ${KEY}`, revision: '2026-07-15' },
  })
  expect(next.status).toBe(200)
})

test('a test goes to an address of one’s own, and counts nowhere', async () => {
  const sent = await call(server, 'POST', '/api/x/test-mails', {
    data: {
      type: 'test-mail',
      attributes: {
        html: '<p>Hello {{ first_name|default:"you" }}</p>{% unsubscribe %}',
        subject: 'News for {{ first_name }}',
        context: { first_name: 'Zoë & Co' },
        recipients: ['ada@shop.test', 'ada@shop.test'],
      },
    },
  })
  expect(sent).toMatchObject({ status: 202 })
  const mails = await call(
    server,
    'GET',
    '/api/x/outbox-mails?filter=equals(to,"ada@shop.test")&page[size]=10',
  )
  expect(mails.body.data).toHaveLength(1)
  expect(mails.body.data[0]?.attributes).toMatchObject({
    subject: '[Test] News for Zoë & Co',
    html: expect.stringContaining('Hello Zoë &amp; Co'),
    purpose: 'transactional',
  })
  const counted = await call(server, 'GET', '/api/x/messages')
  expect(counted.body.data).toEqual([])

  const wrong = await call(server, 'POST', '/api/x/test-mails', {
    data: { type: 'test-mail', attributes: { html: '<p>Hi</p>', recipients: ['nobody'] } },
  })
  expect(wrong).toMatchObject({ status: 400 })
})
