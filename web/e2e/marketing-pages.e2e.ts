import { join } from 'node:path'
import { home, shown } from './console.ts'
import { testPages } from './every-page.ts'

const ORDERS = join(import.meta.dirname, '../../test/data/orders-sample.csv')

testPages('what a marketer works with', [
  { name: 'home', path: () => home, heading: 'Home' },
  {
    name: 'message reports',
    path: () => `${home}/analytics/messages`,
    heading: 'Message reports',
  },
  {
    name: 'deliverability',
    path: () => `${home}/analytics/deliverability`,
    heading: 'Deliverability',
  },
  {
    name: 'recommendations',
    path: () => `${home}/analytics/recommendations`,
    heading: 'Recommendations',
  },
  { name: 'tags', path: () => `${home}/settings/tags`, heading: 'Settings' },
  { name: 'attribution', path: () => `${home}/settings/attribution`, heading: 'Settings' },
  { name: 'metrics', path: () => `${home}/analytics/metrics`, heading: 'Metrics' },
  {
    name: 'metric',
    path: ({ order }) => `${home}/analytics/metrics/${order}?measure=sum_value&compare=1`,
    heading: 'Placed Order',
    open: async (page) => {
      await shown(page.getByRole('img', { name: /^Value over time/ }))
      await page.getByRole('button', { name: 'Show details' }).first().click()
      await shown(page.getByLabel('Raw event'))
      await page.getByRole('button', { name: /^Products/ }).click()
      await shown(page.getByText('Counted over the newest'))
    },
  },
  {
    name: 'metric by group',
    path: ({ order }) => `${home}/analytics/metrics/${order}?by=Products`,
    heading: 'Placed Order',
    open: (page) => shown(page.getByRole('img', { name: /^Events over time/ })),
  },
  { name: 'profiles', path: () => `${home}/audience/profiles`, heading: 'Profiles' },
  {
    name: 'profile',
    path: ({ person }) => `${home}/audience/profiles/${person}`,
    heading: 'Amelie Brandt',
    open: (page) => shown(page.getByText('customer-1000')),
  },
  {
    name: 'profile edited',
    path: ({ person }) => `${home}/audience/profiles/${person}`,
    heading: 'Amelie Brandt',
    open: async (page) => {
      await page.getByRole('button', { name: 'Edit profile' }).click()
      await shown(page.getByRole('dialog').getByRole('textbox', { name: 'City' }))
    },
  },
  { name: 'new profile', path: () => `${home}/audience/profiles/new`, heading: 'New profile' },
  { name: 'imports', path: () => `${home}/audience/imports`, heading: 'Imports' },
  {
    name: 'columns',
    path: () => `${home}/audience/imports/new`,
    heading: 'New import',
    open: async (page) => {
      await page.getByLabel('Drop a file here or choose one').setInputFiles(ORDERS)
      await page.getByRole('radio', { name: 'Orders' }).click()
      await page.getByRole('button', { name: 'Upload and check columns' }).click()
      await shown(page.getByRole('tab', { name: /\d+ events/ }))
    },
  },
  { name: 'groups', path: () => `${home}/audience/groups`, heading: 'Lists and segments' },
  {
    name: 'new segment',
    path: () => `${home}/audience/segments/new?recipe=escalatedLately`,
    heading: 'New segment',
    open: (page) => shown(page.getByText(/people fit|person fits/)),
  },
  { name: 'templates', path: () => `${home}/content/templates`, heading: 'Templates' },
  {
    name: 'new template',
    path: () => `${home}/content/templates`,
    heading: 'Templates',
    open: async (page) => {
      await page.getByRole('button', { name: 'New template' }).first().click()
      await shown(page.getByRole('dialog').getByText('Order follow-up'))
    },
  },
  {
    name: 'block template',
    path: ({ blocks }) => `${home}/content/templates/${blocks}`,
    heading: 'Follow-up in blocks',
    open: async (page) => {
      await page
        .getByRole('button', { name: /^Products/ })
        .last()
        .click()
      await shown(page.getByText('List in the data'))
    },
  },
  {
    name: 'code template',
    path: ({ code }) => `${home}/content/templates/${code}`,
    heading: 'Follow-up in HTML',
    open: async (page) => {
      await page.getByRole('tab', { name: /Checks/ }).click()
      await shown(page.getByText('Nobody can unsubscribe'))
    },
  },
  { name: 'images', path: () => `${home}/content/images`, heading: 'Images' },
  { name: 'coupons', path: () => `${home}/content/coupons`, heading: 'Coupons' },
  {
    name: 'coupon',
    path: ({ coupon }) => `${home}/content/coupons/${coupon}`,
    heading: 'WELCOME',
  },
  { name: 'campaigns', path: () => `${home}/campaigns`, heading: 'Campaigns' },
  { name: 'flows', path: () => `${home}/flows`, heading: 'Flows' },
])
