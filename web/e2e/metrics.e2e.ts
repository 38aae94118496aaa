import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  consolePages,
  eventually,
  findInPalette,
  home,
  metricId,
  OWNER,
  sendEvent,
  shown,
  signIn,
} from './console.ts'

const { newManager, owner, stranger } = consolePages()

const FOUR_IN_ENGLISH = [
  'Conversation with Customer Agent Escalated',
  'Conversation with Customer Agent Resolved',
  'Received Product Recommendation from Customer Agent',
  'Started Conversation with Customer Agent',
]
const FOUR_IN_GERMAN = [
  'Produktempfehlung vom Customer Agent erhalten',
  'Unterhaltung mit Customer Agent behoben',
  'Unterhaltung mit Customer Agent eskaliert',
  'Unterhaltung mit Customer Agent gestartet',
]
const TABS_MAX = 60

test('searching "Customer Agent" finds exactly the four metrics, in English and in German', async () => {
  await sendEvent({ metric: 'Viewed Page', profile: { email: 'first@shopper.test' } })
  const lena = await newManager('lena')
  const page = await stranger()
  await page.goto('/')
  await signIn(page, lena)
  const names = () => page.getByRole('table').getByRole('link').allInnerTexts()
  await page.getByRole('link', { name: 'Metrics', exact: true }).click()
  await eventually(names).toContain('Viewed Page')

  await page.getByRole('searchbox', { name: 'Search metrics' }).fill('Customer Agent')
  await eventually(async () => (await names()).toSorted()).toEqual(FOUR_IN_ENGLISH)

  await page.getByRole('button', { name: 'My settings' }).click()
  await page.getByText('Deutsch').click()
  await shown(page.getByRole('heading', { name: 'Metriken' }))
  await eventually(async () => (await names()).toSorted()).toEqual(FOUR_IN_GERMAN)
  expect(await page.locator('html').getAttribute('lang')).toBe('de')

  await page.getByText('English').click()
  await shown(page.getByRole('heading', { name: 'Metrics' }))
})

test('events that arrive through the API show in feed, number and chart without a reload', async () => {
  const metric = 'Viewed Lookbook'
  await sendEvent({ metric, profile: { email: 'early@shopper.test' } })
  const page = await owner(`${home}/analytics/metrics/${await metricId(metric)}`)
  const allTime = () =>
    page.getByText('All time', { exact: true }).locator('xpath=../dd').innerText()
  const today = () =>
    page
      .getByRole('region', { name: /Events over time/ })
      .getByRole('row')
      .last()
  await shown(page.getByRole('status').filter({ hasText: 'Live' }))
  await shown(page.getByRole('link', { name: 'early@shopper.test' }))
  await page.getByRole('button', { name: 'Show as table' }).click()
  await eventually(allTime).toMatch(/^1\b/)
  await page.evaluate(() => Object.assign(window, { untouched: true }))

  await sendEvent({
    metric,
    profile: { email: 'grete@shopper.test', first_name: 'Grete', last_name: 'Müller' },
    properties: { Channel: 'chat', Tags: ['wool', 'größe'], Weight: 3 },
  })
  await sendEvent({ metric, profile: { email: 'otto@shopper.test' } })

  const grete = page.getByRole('listitem').filter({ hasText: 'Grete Müller' })
  await shown(grete.getByRole('link', { name: 'Grete Müller' }))
  await shown(page.getByRole('link', { name: 'otto@shopper.test' }))
  expect(await grete.innerText()).toMatch(/Channel chat\s+Tags wool, größe\s+Weight 3/)
  await eventually(allTime).toMatch(/^3\b/)
  await eventually(() => today().innerText()).toMatch(/\b3$/)
  expect(await page.evaluate(() => 'untouched' in window)).toBe(true)
})

test('the way from sign-in to a metric needs no pointer, and the focus can be seen', async () => {
  await sendEvent({ metric: 'Read Journal', profile: { email: 'reader@shopper.test' } })
  const page = await stranger()
  await page.goto('/')
  await shown(page.getByRole('heading', { name: 'Sign in' }))
  await tabTo(page, 'Email')
  await page.keyboard.type(OWNER.email)
  await tabTo(page, 'Password')
  await page.keyboard.type(OWNER.password)
  await page.keyboard.press('Enter')

  await shown(page.getByRole('heading', { name: 'Home', exact: true }))
  await tabTo(page, 'Metrics')
  await page.keyboard.press('Enter')
  await shown(page.getByRole('heading', { name: 'Metrics' }))
  await tabTo(page, 'Skip to content')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Search metrics')
  await page.keyboard.type('journ')
  await eventually(() => page.getByRole('table').getByRole('link').count()).toBe(1)
  await tabTo(page, 'Read Journal')
  await page.keyboard.press('Enter')
  await shown(page.getByRole('heading', { name: 'Read Journal' }))

  await tabTo(page, 'Events')
  await page.keyboard.press('ArrowRight')
  await eventually(() => page.url()).toContain('measure=unique')

  const palette = await findInPalette(page, 'Escalated')
  await shown(palette.getByText('Conversation with Customer Agent Escalated'))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await shown(page.getByRole('heading', { name: 'Conversation with Customer Agent Escalated' }))
})

test('two changes of the chart made before the first is drawn both count', async () => {
  const metric = 'Viewed Catalogue'
  await sendEvent({ metric, profile: { email: 'hasty@shopper.test' } })
  const page = await owner(`${home}/analytics/metrics/${await metricId(metric)}`)
  await shown(page.getByRole('switch', { name: /Compare/ }))
  await page.evaluate(() => {
    document.querySelector<HTMLInputElement>('input[type=radio][value=sum_value]')?.click()
    document.querySelector<HTMLInputElement>('input[role=switch]')?.click()
  })
  await eventually(() => new URL(page.url()).search).toBe('?measure=sum_value&compare=1')
})

/** Press Tab until the focus is on what has this name; on the way, each focus must be visible. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < TABS_MAX; pressed++) {
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(describeFocus)
    expect(focus).toEqual({ name: focus.name, isVisible: true })
    if (focus.name === name) return
  }
  throw new Error(`${TABS_MAX} times Tab did not lead to "${name}"`)
}

/** Runs in the page. The focus is visible when the element looks otherwise without it. */
function describeFocus(): { name: string; isVisible: boolean } {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) {
    return { name: '', isVisible: true } // between the page and the browser's own buttons
  }
  const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null
  const name = element.getAttribute('aria-label') ?? label ?? element.textContent ?? ''
  // Of a choice in a row, its label is what is seen; of a link in a table, the whole line.
  const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
  const drawn = [element, ...labels, element.closest('tr')].filter((each) => each !== null)
  const look = () =>
    drawn
      .flatMap((each) => [each, ...(each.parentElement ? [each.parentElement] : [])])
      .map((each) => {
        const { outline, boxShadow, borderColor, backgroundColor, transform } =
          getComputedStyle(each)
        const { top, left } = each.getBoundingClientRect()
        return [outline, boxShadow, borderColor, backgroundColor, transform, top, left].join()
      })
      .join()
  const focused = look()
  element.blur()
  const blurred = look()
  element.focus()
  return { name: name.replace(/\s*\*$/, '').trim(), isVisible: focused !== blurred }
}
