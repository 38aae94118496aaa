import type { Block, TemplateDefinition } from '../../../src/contract/blocks.ts'
import { insertSection, type NewId, newSection } from './definition.ts'
import {
  buttonBlock,
  emptyDefinition,
  newBlock,
  productBlock,
  RECOMMENDED_FEED,
  textBlock,
} from './new-block.ts'

/** Templates to begin with. The texts hold tags, which is why they are not among the console's words. */
export const READY_MADE = [
  'recommended',
  'newsletter',
  'orderFollowUp',
  'satisfaction',
  'stillHelp',
] as const
export type ReadyMade = (typeof READY_MADE)[number]

export type MailLanguage = 'en' | 'de'

/** A whole mail of blocks, in the language of those who get it. */
export function readyMade(kind: ReadyMade, language: MailLanguage, newId: NewId) {
  const say = TEXTS[language]
  const text = (content: string) => textBlock(newId(), content)
  const space = () => newBlock('spacer', BLANK, newId)
  const shop = '{{ organization.url }}'
  switch (kind) {
    case 'recommended':
      return mail(language, newId, [
        text(say.recommended),
        productBlock(newId(), RECOMMENDED_FEED, say.look),
        buttonBlock(newId(), say.toShop, shop),
        space(),
      ])
    case 'newsletter':
      return mail(language, newId, [
        text(say.newsletter),
        buttonBlock(newId(), say.toShop, shop),
        space(),
      ])
    case 'orderFollowUp':
      return mail(language, newId, [
        text(say.order),
        productBlock(newId(), 'event.Items', say.look),
        text(say.help),
        space(),
      ])
    case 'satisfaction':
      return mail(language, newId, [text(say.satisfaction), text(say.help), space()])
    case 'stillHelp':
      return mail(language, newId, [
        text(say.stillHelp),
        buttonBlock(newId(), say.toShop, shop),
        text(say.help),
        space(),
      ])
  }
}

/** HTML or MJML to begin with: a greeting, and what every mail needs at its end. */
export function startingSource(editor: 'CODE' | 'MJML', language: MailLanguage): string {
  const { greeting, reason, unsubscribe } = TEXTS[language]
  const foot = `${reason} ${unsubscribe}`
  if (editor === 'MJML') {
    return `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Arial, Helvetica, sans-serif" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f3f1ec">
    <mj-section background-color="#ffffff">
      <mj-column>
        <mj-text font-size="16px" line-height="1.5">${greeting}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section>
      <mj-column>
        <mj-text font-size="12px" color="#524e46" align="center">
          {{ organization.name }}, {{ organization.full_address }}<br>
          ${foot}
        </mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`
  }
  return `<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width,initial-scale=1">
</head>
<body style="margin:0;padding:24px;background:#ffffff;color:#34312c;font-family:Arial,sans-serif;font-size:16px;line-height:1.5">
  <p>${greeting}</p>

  <p style="font-size:12px;color:#524e46">
    {{ organization.name }}, {{ organization.full_address }}<br>
    ${foot}
  </p>
</body>
</html>
`
}

const BLANK = { text: '', button: '', shop: '', coupon: '' }

function mail(language: MailLanguage, newId: NewId, blocks: Block[]): TemplateDefinition {
  const { reason, unsubscribe } = TEXTS[language]
  const head = newSection('1-column-full-width', newId, [
    textBlock(newId(), '<h3>{{ organization.name }}</h3>', {
      block_padding_top: 24,
      text_align: 'center',
    }),
  ])
  const foot = newSection('1-column-full-width', newId, [
    textBlock(
      newId(),
      `<p>{{ organization.name }}<br>{{ organization.full_address }}</p><p>${reason} ${unsubscribe}</p>`,
      { font_size: 12, color: '#524e46', text_align: 'center' },
    ),
  ])
  const footStyles = {
    background_color: '#f3f1ec',
    inner_padding_top: 16,
    inner_padding_bottom: 16,
  }
  const sections = [
    head,
    newSection('1-column-full-width', newId, blocks),
    { ...foot, data: { ...foot.data, styles: footStyles } },
  ]
  return sections.reduce(
    (definition, section, at) => insertSection(definition, at, section),
    emptyDefinition(newId),
  )
}

const TEXTS = {
  en: {
    greeting: "Hello {{ person.first_name|default:'there' }},",
    recommended:
      "<h1>Chosen for you</h1><p>Hello {{ person.first_name|default:'there' }}, here is what we talked about, so that you find it again.</p>",
    newsletter:
      "<h1>News from {{ organization.name }}</h1><p>Hello {{ person.first_name|default:'there' }},</p><p>Write here what is new, in two or three sentences.</p>",
    order:
      "<h1>Thank you for your order</h1><p>Hello {{ person.first_name|default:'there' }}, this is what you ordered:</p>",
    satisfaction:
      "<h1>Did we solve it?</h1><p>Hello {{ person.first_name|default:'there' }}, you asked us for help, and a colleague took care of it. Are you satisfied with how it went? Tell us in one sentence what was good and what was not.</p>",
    stillHelp:
      "<h1>Can we still help?</h1><p>Hello {{ person.first_name|default:'there' }}, you talked with us a few days ago. If there is still a question, we are here for you.</p>",
    help: '<p>Is something not right? Just answer this mail: a person reads it.</p>',
    look: 'Have a look',
    toShop: 'To the shop',
    reason: 'You get this mail because you are a customer of ours.',
    unsubscribe: "{% unsubscribe 'Unsubscribe' %}",
  },
  de: {
    greeting: 'Guten Tag{% if person.first_name %} {{ person.first_name }}{% endif %},',
    recommended:
      '<h1>Für Sie ausgesucht</h1><p>Guten Tag{% if person.first_name %} {{ person.first_name }}{% endif %}, hier ist noch einmal, worüber wir gesprochen haben.</p>',
    newsletter:
      '<h1>Neues von {{ organization.name }}</h1><p>Guten Tag{% if person.first_name %} {{ person.first_name }}{% endif %},</p><p>Schreiben Sie hier in zwei oder drei Sätzen, was es Neues gibt.</p>',
    order:
      '<h1>Danke für Ihre Bestellung</h1><p>Guten Tag{% if person.first_name %} {{ person.first_name }}{% endif %}, das haben Sie bestellt:</p>',
    satisfaction:
      '<h1>Hat alles geklappt?</h1><p>Guten Tag{% if person.first_name %} {{ person.first_name }}{% endif %}, Sie hatten uns um Hilfe gebeten, und wir haben uns darum gekümmert. Sind Sie zufrieden? Schreiben Sie uns in einem Satz, was gut war und was nicht.</p>',
    stillHelp:
      '<h1>Können wir noch helfen?</h1><p>Guten Tag{% if person.first_name %} {{ person.first_name }}{% endif %}, vor ein paar Tagen haben Sie mit uns gesprochen. Ist noch etwas offen? Wir sind für Sie da.</p>',
    help: '<p>Stimmt etwas nicht? Antworten Sie einfach auf diese Mail: Ein Mensch liest sie.</p>',
    look: 'Ansehen',
    toShop: 'Zum Shop',
    reason: 'Sie erhalten diese Mail, weil Sie bei uns Kundin oder Kunde sind.',
    unsubscribe: "{% unsubscribe 'Abmelden' %}",
  },
} as const
