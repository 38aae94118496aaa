import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { readyMade } from '../pages/content/ready-made.ts'
import {
  consolePages,
  createCoupon,
  createTemplate,
  DESKTOP,
  eventually,
  metricId,
  PHONE,
  profileId,
  RESULTS,
  sendEvents,
  shown,
} from './console.ts'
import { madeUpEvents } from './made-up-shop.ts'

const DAYS = 35
const TIMEOUT_MS = 420_000

export interface Place {
  name: string
  path: (shop: Shop) => string
  /** Its heading, which says that the page is there. */
  heading: string | RegExp
  /** What else is opened on it. */
  open?: (page: Page) => Promise<unknown>
}

interface Shop {
  order: string
  person: string
  /** Templates of blocks and of HTML, and a coupon. */
  blocks: string
  code: string
  coupon: string
}

/** What may differ when nothing but the colours does. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** Visit each page, in light and in dark colours: what axe finds fails, and pictures are kept. */
export function testPages(what: string, places: readonly Place[]): void {
  const { owner } = consolePages()
  let shop: Shop

  beforeAll(async () => {
    await mkdir(RESULTS, { recursive: true })
    await sendEvents(madeUpEvents(new Date(), DAYS))
    shop = {
      order: await metricId('Placed Order'),
      person: await profileId('amelie.brandt@example.com'),
      blocks: await createTemplate({
        name: 'Follow-up in blocks',
        editor_type: 'SYSTEM_DRAGGABLE',
        definition: readyMade('orderFollowUp', 'en', () => crypto.randomUUID()),
      }),
      code: await createTemplate({
        name: 'Follow-up in HTML',
        editor_type: 'CODE',
        html: '<p style="color:#bbb">Hello {{ person.first_name }}</p>',
      }),
      coupon: await createCoupon('WELCOME'),
    }
  })

  test(`${what} can be used by everybody`, { timeout: TIMEOUT_MS }, async () => {
    const page = await owner('/')
    const faults: string[] = []
    for (const { name, path, heading, open } of places) {
      await page.setViewportSize(DESKTOP)
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(path(shop))
      await shown(page.getByRole('heading', { name: heading, exact: true }))
      await open?.(page)
      faults.push(...(await look(page, name)))
    }
    expect(faults).toEqual([])
  })
}

/** What axe finds on the page in both colours; leaves pictures of it on a desk and on a phone. */
export async function look(page: Page, name: string): Promise<string[]> {
  await page.evaluate(axe.source)
  const faults = await faultsOf(page, name)
  const escaping = await escapes(page)
  faults.push(...escaping.map((fault) => `${name}: not held by what scrolls: ${fault}`))
  faults.push(...(await picture(page, `${name} light`)))
  await page.setViewportSize(DESKTOP)
  await page.emulateMedia({ colorScheme: 'dark' })
  faults.push(...(await faultsOf(page, `${name} dark`, RULES_OF_COLOURS)))
  faults.push(...(await picture(page, `${name} dark`)))
  return faults
}

/** Serious and critical findings of axe, by these of its rules or by all, as `page: rule: element`. */
async function faultsOf(page: Page, name: string, rules?: string[]): Promise<string[]> {
  const violations = await page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run({
      resultTypes: ['violations'],
      ...(runOnly ? { runOnly } : {}),
    })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  }, rules)
  return violations.map((violation) => `${name}: ${violation}`)
}

/** On a desk and on a phone. Answers what stays wider than the phone, as `page: element`. */
async function picture(page: Page, name: string): Promise<string[]> {
  await keep(page, name)
  await page.setViewportSize(PHONE)
  const fits = () =>
    page.evaluate((wide) => document.documentElement.scrollWidth <= wide, PHONE.width)
  const faults = await eventually(fits)
    .toBe(true)
    .then(
      () => [],
      () => tooWide(page),
    )
  await keep(page, `${name} phone`)
  return faults.map((fault) => `${name} is wider than a phone: ${fault}`)
}

/** The innermost elements that begin on the page and end beyond it. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate((wide) => {
    const isBeyond = (element: Element) => element.getBoundingClientRect().right > wide
    const beyond = [...document.body.querySelectorAll('*')].filter(isBeyond)
    const innermost = beyond.filter((element) => ![...element.children].some(isBeyond))
    return innermost.map((element) => element.outerHTML.slice(0, 160))
  }, PHONE.width)
}

/**
 * What lies in a box that scrolls, but is placed by something around that box: where the box cuts off
 * what it holds, this goes on and makes the page larger.
 */
function escapes(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isScrolled = (element: Element) => {
      const { overflowX, overflowY } = getComputedStyle(element)
      return [overflowX, overflowY].some((one) => one === 'auto' || one === 'scroll')
    }
    const isUnheld = (element: Element) => {
      if (getComputedStyle(element).position !== 'absolute') return false
      // Pictures inside of HTML say nothing of what places them, and what is not shown has no place.
      if (!(element instanceof HTMLElement) || element.offsetParent === null) return false
      let around = element.parentElement
      while (around && around !== element.offsetParent) {
        if (isScrolled(around)) return true
        around = around.parentElement
      }
      return false
    }
    return [...document.querySelectorAll('body *')]
      .filter(isUnheld)
      .map((element) => element.outerHTML.slice(0, 160))
  })
}

/** A picture to look at, for who asks for them with `PICTURES=1`: they take a fifth of the time. */
async function keep(page: Page, name: string): Promise<void> {
  if (!process.env['PICTURES']) return
  await page.evaluate(() => window.scrollTo(0, 0))
  const path = join(RESULTS, `${name}.png`)
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
}

declare global {
  interface Window {
    axe: typeof axe
  }
}
