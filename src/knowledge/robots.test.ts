import { describe, expect, test } from 'vitest'
import { readRobots } from './robots.ts'

const allowed = (text: string, path: string) =>
  readRobots(text, 'ParleyBot').isAllowed(`https://shop.test${path}`)

describe('robots.txt', () => {
  test.each([
    ['', '/any', true],
    ['User-agent: *\nDisallow:', '/any', true],
    ['User-agent: *\nDisallow: /', '/any', false],
    ['User-agent: *\nDisallow: /admin', '/admin/x', false],
    ['User-agent: *\nDisallow: /admin', '/administration', false],
    ['User-agent: *\nDisallow: /admin/', '/admin', true],
    ['User-agent: *\nDisallow: /\nAllow: /help', '/help/returns', true],
    ['User-agent: *\nAllow: /a\nDisallow: /a', '/a', true],
    ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf', false],
    ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf?x', true],
    ['User-agent: *\nDisallow: /*?sort=', '/list?sort=a', false],
    ['User-agent: *\nDisallow: /a*b*c', '/axxbyyc/d', false],
    ['User-agent: *\nDisallow: /a*b*c', '/axxcyyb', true],
    ['User-agent: *\nDisallow: /%C3%BCber', '/über', false],
    ['User-agent: other\nDisallow: /', '/any', true],
    ['User-agent: parleybot\nDisallow: /x', '/x', false],
    ['User-agent: ParleyBot/2.0\nDisallow: /x', '/x', false],
    ['User-agent: *\nDisallow: /\n\nUser-agent: ParleyBot\nAllow: /', '/any', true],
    ['User-agent: ParleyBot\nUser-agent: other\nDisallow: /x', '/x', false],
    ['user-AGENT :* # all\n disallow : /x # no', '/x', false],
    ['\ufeffnonsense\n<html>', '/any', true],
    ['User-agent: *\nDisallow: /', '/robots.txt', true],
  ])('%j: %s is allowed: %s', (text, path, expected) => {
    expect(allowed(text, path)).toBe(expected)
  })

  test('names sitemaps and how long to wait', () => {
    const rules = readRobots(
      'Sitemap: https://shop.test/a.xml\nUser-agent: *\nCrawl-delay: 2.5\nSitemap: https://shop.test/b.xml',
      'ParleyBot',
    )
    expect(rules).toMatchObject({
      crawlDelayS: 2.5,
      sitemaps: ['https://shop.test/a.xml', 'https://shop.test/b.xml'],
    })
    expect(readRobots('User-agent: *\nCrawl-delay: soon', 'ParleyBot').crawlDelayS).toBeNull()
  })

  test('patterns made to be slow are not', () => {
    const text = `User-agent: *\nDisallow: /${'a*'.repeat(400)}b`
    const started = performance.now()
    expect(allowed(text, `/${'a'.repeat(4_000)}`)).toBe(true)
    expect(performance.now() - started).toBeLessThan(200)
  })
})
