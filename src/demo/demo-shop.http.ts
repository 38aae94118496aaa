import { findAccount } from '../account/accounts.sql.ts'
import { systemActor } from '../account/audit.sql.ts'
import { rotateStorefrontSecret } from '../channel/change-web-chat.action.ts'
import { signStorefrontToken } from '../channel/storefront-token.ts'
import { admitPage, type Calling, type VisitServices } from '../channel/visit.action.ts'
import { storefrontSecret } from '../channel/web-chat-keys.ts'
import * as contract from '../contract/demo-shop.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import { HOUR_MS } from '../platform/time.ts'
import { DEMO_CUSTOMERS } from './demo-customers.ts'
import { findDemoCustomers, listDemoCategories, listDemoProducts } from './demo-shop.sql.ts'
import { demoShop } from './demo-shop.ts'
import { seedDemoShop } from './seed-demo-shop.action.ts'

const CUSTOMERS = DEMO_CUSTOMERS.map(({ email }) => email)

/** The pages of the demo shop call these; accounts that are no sandbox have none. */
export function demoShopRoutes(services: VisitServices): Route[] {
  return [
    implement(contract.getDemoShop, async (call) => {
      await admitShop(call, services)
      return { data: await shopResource(call) }
    }),
    implement(contract.fillDemoShop, async (call) => {
      await admitShop(call, services)
      const { accountId } = call.caller
      const { origin, now } = call
      await seedDemoShop(call.sql, accountId, now, origin)
      return { data: await shopResource(call) }
    }),
    implement(contract.signInToDemoShop, async (call) => {
      await admitShop(call, services)
      const { customer_id: customerId } = call.body.data.attributes
      return { data: await signIn(call, customerId, services) }
    }),
  ]
}

type Reading = Calling & Pick<Call<never, unknown>, 'sql'>

async function admitShop(call: Calling, services: VisitServices): Promise<void> {
  if (!call.caller.isSandbox) throw notFound('demo shop', call.caller.accountId)
  await admitPage(call, services)
}

function shopResource({ caller, read }: Calling): Promise<Resource> {
  const { accountId } = caller
  return read(async (tx) => {
    const account = await findAccount(tx, accountId)
    if (!account) throw notFound('account', accountId)
    const rows = {
      products: await listDemoProducts(tx, accountId),
      categories: await listDemoCategories(tx, accountId),
      customers: await findDemoCustomers(tx, accountId, CUSTOMERS),
    }
    return { type: 'demo-shop', id: accountId, attributes: demoShop(account, rows) }
  })
}

/** Does what a shop's own server does, with the secret that the shop would know. */
async function signIn(
  call: Reading,
  customerId: string,
  services: VisitServices,
): Promise<Resource> {
  const { accountId } = call.caller
  const people = await call.read((tx) => findDemoCustomers(tx, accountId, CUSTOMERS))
  const person = people.find((one) => one.profileId === customerId)
  if (!person) throw notFound('customer of the demo shop', customerId)
  const identity = {
    externalId: person.externalId,
    email: person.email,
    phoneNumber: person.phoneNumber,
    firstName: person.firstName,
    lastName: person.lastName,
  }
  const secret = await secretOf(call, services)
  const expiresAt = new Date(call.wallNow.getTime() + HOUR_MS)
  const token = await signStorefrontToken(secret, accountId, identity, expiresAt)
  return { type: 'demo-shop-sign-in', id: customerId, attributes: { storefront_token: token } }
}

async function secretOf(call: Reading, services: VisitServices): Promise<string> {
  const { accountId } = call.caller
  const { settings } = await services.accounts.get(accountId)
  const { secret, accounts } = services
  if (settings.secretGeneration > 0) {
    return storefrontSecret(secret, accountId, settings.secretGeneration)
  }
  const made = await rotateStorefrontSecret(call.sql, systemActor(accountId), secret, call.wallNow)
  accounts.forget()
  return made
}
