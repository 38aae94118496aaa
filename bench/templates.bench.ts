import { cpus } from 'node:os'
import { compileTemplate, renderTemplate } from '../src/content/render-template.ts'

const COMPILES = 200
const RENDERS = 5_000
const ITEMS = 9

const SETTINGS = {
  now: new Date('2026-11-22T10:00:00Z'),
  timeZone: 'Europe/Berlin',
  recipientTimeZone: 'America/New_York',
  locale: 'en-US',
  currency: 'USD',
  escape: 'html' as const,
}

/** What it costs to read and to render a mail of 50,000 characters with nine products. */
export async function bench(): Promise<void> {
  const source = mail()
  print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
  print(`source: ${source.length} characters`)
  const compiles = Array.from({ length: COMPILES }, (_, at) => {
    const began = performance.now()
    compileTemplate(`${source}${at}`)
    return performance.now() - began
  })
  print(`compile, first time: ${percentiles(compiles)}`)
  const renders: number[] = []
  const cpu = process.cpuUsage()
  for (let at = 0; at < RENDERS; at += 1) {
    const began = performance.now()
    await renderTemplate(compileTemplate(source), data(at), SETTINGS)
    renders.push(performance.now() - began)
  }
  const { user, system } = process.cpuUsage(cpu)
  print(`render: ${percentiles(renders)}, CPU ${((user + system) / 1_000 / RENDERS).toFixed(2)} ms`)
}

function mail(): string {
  const style = 'font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:24px;color:#333;'
  const text = `<table width="100%" style="${style}"><tr><td>${'Some words of a shop. '.repeat(50)}</td></tr></table>\n`
  const products = `<table width="100%">{% for item in event.extra.items|slice:':9' %}
    <tr><td style="${style}"><a href="{{ item.url }}?utm_source={{ organization.name|urlencode }}">
    <img src="{{ item.image_url|missing_product_image }}" alt="{{ item.title }}" width="200"></a></td>
    <td style="${style}"><p>{{ item.title|truncatechars:60 }}</p>
    {% if item.compare_at and item.compare_at > item.price %}<s>{% currency_format item.compare_at %}</s>{% endif %}
    <b>{% currency_format item.price|default:0 %}</b>
    {% if forloop.counter|divisibleby:3 %}<hr>{% endif %}</td></tr>
    {% empty %}<tr><td>Pick up where we left off.</td></tr>{% endfor %}</table>`
  return `<html><body><p>Hi {{ first_name|default:'there'|title }},</p>${text.repeat(20)}${products}${text.repeat(20)}
    <p>{{ event.when|format_date_string|date:'F d, o' }} {% current_year %} {{ organization.full_address }}</p>
    {% unsubscribe 'Unsubscribe' %} {% manage_preferences %}</body></html>`
}

function data(person: number) {
  const items = Array.from({ length: ITEMS }, (_, at) => ({
    url: `https://shop.example/${at}`,
    image_url: at % 2 === 0 ? '' : `https://shop.example/${at}.jpg`,
    title: `A fine lamp & more of it ${at}`,
    price: 9.5 * at,
    compare_at: 60,
  }))
  return {
    person: { first_name: `person ${person}` },
    organization: { name: 'Lamp & Co', full_address: '1 Main Street' },
    event: { when: '2026-02-11T16:46:08-05:00', $extra: { items } },
  }
}

function percentiles(times: readonly number[]): string {
  const sorted = times.toSorted((left, right) => left - right)
  const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(2)
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`
}

function print(line: string): void {
  console.log(line)
}
