import * as contract from '../contract/accounts.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Sql } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { Contact } from './account.ts'
import { type AccountRow, findAccount } from './accounts.sql.ts'
import { changeAccount } from './change-account.action.ts'
import { type OnAccountCreated, openAccountFor } from './open-account.action.ts'
import { personOf } from './person.ts'

export interface AccountRouteDeps {
  sql: Sql
  onAccountCreated: readonly OnAccountCreated[]
}

/** The account as programs see it, and its settings as people change them. */
export function accountRoutes(deps: AccountRouteDeps): Route[] {
  return [
    implement(contract.getAccounts, async (call) => ({ data: [publicAccount(await own(call))] })),

    implement(contract.getAccount, async (call) => {
      const id = param(call, 'id')
      if (id !== call.caller.accountId) throw notFound('account', id)
      return { data: publicAccount(await own(call)) }
    }),

    implement(contract.createAccount, async (call) => {
      const { name, timezone, currency, is_sandbox: isSandbox } = call.body.data.attributes
      const account = await openAccountFor(
        deps.sql,
        { name, timezone, currency, isSandbox, locale: 'en-US' },
        {
          actor: personOf(call.caller),
          now: call.wallNow,
          onAccountCreated: deps.onAccountCreated,
        },
      )
      return { data: settings(account) }
    }),

    implement(contract.getAccountSettings, async (call) => ({ data: settings(await own(call)) })),

    implement(contract.updateAccountSettings, async (call) => {
      const { id, attributes } = call.body.data
      refuseOtherId(id, call.caller.accountId)
      const { name, timezone, currency, locale, street_address: address, ...contact } = attributes
      const change = {
        name,
        timezone,
        currency,
        locale,
        contact: { ...contact, ...(address ? { street_address: address } : {}) },
      }
      return { data: settings(await changeAccount(deps.sql, call.caller, change, call.wallNow)) }
    }),
  ]
}

async function own({ caller, read }: Pick<Call<unknown, unknown>, 'caller' | 'read'>) {
  const account = await read((tx) => findAccount(tx, caller.accountId))
  if (!account) throw notFound('account', caller.accountId)
  return account
}

function publicAccount(account: AccountRow) {
  const { industry, organization_name: organization, ...contact } = Contact.parse(account.contact)
  return {
    type: 'account',
    id: account.accountId,
    attributes: {
      test_account: account.isSandbox,
      contact_information: {
        default_sender_name: contact.default_sender_name || account.name,
        default_sender_email: contact.default_sender_email,
        website_url: contact.website_url,
        organization_name: organization || account.name,
        street_address: contact.street_address,
      },
      industry,
      timezone: account.timezone,
      preferred_currency: account.currency,
      public_api_key: account.accountId,
      locale: account.locale,
    },
  }
}

function settings(account: AccountRow) {
  const { accountId, name, timezone, currency, locale, isSandbox, createdAt, contact } = account
  return {
    type: 'account',
    id: accountId,
    attributes: {
      name,
      timezone,
      currency,
      locale,
      is_sandbox: isSandbox,
      created_at: isoSeconds(createdAt),
      ...Contact.parse(contact),
    },
  }
}
