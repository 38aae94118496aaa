import { matchRoutes } from 'react-router'
import { describe, expect, test } from 'vitest'
import { paths } from './paths.ts'
import { routes } from './routes.tsx'

describe('every address of the console', () => {
  test.each(Object.entries(paths))('%s leads to a page', (_, path) => {
    const address = path('KLx3Ab', 'id1')
    const matched = matchRoutes(routes, new URL(address, 'http://localhost').pathname)
    expect(matched?.at(-1)?.route.path).not.toBe('*')
    expect(address).not.toContain('undefined')
  })

  test('an address that means nothing leads to the page that says so', () => {
    expect(matchRoutes(routes, '/a/KLx3Ab/nothing')?.at(-1)?.route.path).toBe('*')
  })
})
