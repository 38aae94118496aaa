import { ApiKeySession, CouponsApi } from 'klaviyo-api'
import { expect, test, vi } from 'vitest'
import { call, KEY, runningServer } from '../running-server.ts'

const server = await runningServer({ isSandbox: true })
const coupons = new CouponsApi(new ApiKeySession(KEY))
coupons.basePath = server.url

const newCode = (coupon: string, code: string) => ({
  type: 'coupon-code' as const,
  attributes: { uniqueCode: code },
  relationships: { coupon: { data: { type: 'coupon' as const, id: coupon } } },
})

test('the SDK creates a coupon and its codes, lists, changes and deletes them', async () => {
  const made = await coupons.createCoupon({
    data: { type: 'coupon', attributes: { externalId: 'SPRING10', description: '10 % off' } },
  })
  expect(made.body.data.id).toBe('SPRING10')
  const code = await coupons.createCouponCode({ data: newCode('SPRING10', 'AB-12') })
  expect(code.body.data).toMatchObject({
    id: 'SPRING10-AB-12',
    attributes: { uniqueCode: 'AB-12', status: 'UNASSIGNED' },
  })
  await expect(
    coupons.createCouponCode({ data: newCode('SPRING10', 'AB-12') }),
  ).rejects.toMatchObject({ response: { status: 409 } })

  const listed = await coupons.getCouponCodes('equals(coupon.id,"SPRING10")', {
    include: ['coupon'],
  })
  expect(listed.body.data.map((one) => one.id)).toEqual(['SPRING10-AB-12'])
  expect(listed.body.included?.map((one) => one.id)).toEqual(['SPRING10'])
  expect(await call(server, 'GET', '/api/coupon-codes')).toMatchObject({ status: 400 })

  const changed = await coupons.updateCouponCode('SPRING10-AB-12', {
    data: { type: 'coupon-code', id: 'SPRING10-AB-12', attributes: { status: 'USED' } },
  })
  expect(changed.body.data.attributes.status).toBe('USED')
  const parent = await coupons.getCouponForCouponCode('SPRING10-AB-12')
  expect(parent.body.data?.id).toBe('SPRING10')
  await coupons.deleteCouponCode('SPRING10-AB-12')
  await coupons.deleteCoupon('SPRING10')
  expect(await call(server, 'GET', '/api/coupons/SPRING10')).toMatchObject({ status: 404 })
})

test('a bulk job adds codes, and names those it refuses', async () => {
  await coupons.createCoupon({ data: { type: 'coupon', attributes: { externalId: 'BULK' } } })
  const codes = Array.from({ length: 250 }, (_, n) => newCode('BULK', `C${n}`))
  const job = await coupons.bulkCreateCouponCodes({
    data: {
      type: 'coupon-code-bulk-create-job',
      attributes: {
        couponCodes: { data: [...codes, newCode('BULK', 'C1'), newCode('GONE', 'X')] },
      },
    },
  })
  const { id } = job.body.data
  await vi.waitFor(
    async () => {
      const now = await coupons.getBulkCreateCouponCodesJob(id)
      expect(now.body.data.attributes).toMatchObject({
        status: 'complete',
        completedCount: 250,
        failedCount: 2,
      })
    },
    { timeout: 15_000, interval: 100 },
  )
  const { body } = await call(server, 'GET', `/api/coupon-code-bulk-create-jobs/${id}`)
  expect(body.data.attributes['errors']).toMatchObject([
    { code: 'duplicate_code', source: { pointer: '/data/attributes/coupon-codes/data/250' } },
    { code: 'not_found' },
  ])
  const first = await coupons.getCouponCodesForCoupon('BULK', { pageSize: 100 })
  expect(first.body.data).toHaveLength(100)
  expect(first.body.data[0]?.id).toBe('BULK-C0')
  const counted = await call(
    server,
    'GET',
    '/api/coupons/BULK?additional-fields[coupon]=unassigned_count',
  )
  expect(counted.body.data.attributes['unassigned_count']).toBe(250)
})
