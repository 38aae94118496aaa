import { languageOf } from '../account/account.ts'
import { findAccount } from '../account/accounts.sql.ts'
import { ShortCache } from '../account/short-cache.ts'
import { AGENT_NAME_DEFAULT } from '../agent/customer-agent.ts'
import { findCustomerAgent } from '../agent/customer-agents.sql.ts'
import type { Language } from '../contract/agent-words.ts'
import { isChannelOn } from '../conversation/settings.sql.ts'
import { readInAccount, type Sql } from '../platform/sql.ts'
import { findWebChatSettings } from './web-chat-settings.sql.ts'
import type { WebChatSettings } from './web-chat-settings.ts'

/** What every call of a widget needs to know about its shop. */
export interface WebChatAccount {
  settings: WebChatSettings
  isOn: boolean
  shopName: string
  agentName: string
  defaultLanguage: Language
  locale: string
}

/** A change that was made in another process is seen after this at the latest. */
const FRESH_MS = 2_000
const CACHED_ACCOUNTS_MAX = 2_000

export interface WebChatAccounts {
  get: (accountId: string) => Promise<WebChatAccount>
  /** Forget what is known, after something was changed here. */
  forget: () => void
}

/** Widgets of one shop ask the same again and again: remembered for two seconds. */
export function createWebChatAccounts(sql: Sql): WebChatAccounts {
  const cache = new ShortCache<WebChatAccount>({
    sizeMax: CACHED_ACCOUNTS_MAX,
    freshMs: FRESH_MS,
  })
  return {
    get: (accountId) => cache.get(accountId, performance.now(), () => load(sql, accountId)),
    forget: () => cache.clear(),
  }
}

function load(sql: Sql, accountId: string): Promise<WebChatAccount> {
  return readInAccount(sql, accountId, async (tx) => {
    const [account, agent, settings, isOn] = await Promise.all([
      findAccount(tx, accountId),
      findCustomerAgent(tx, accountId),
      findWebChatSettings(tx, accountId),
      isChannelOn(tx, accountId, 'web-chat'),
    ])
    if (!account) throw new Error(`there is no account ${accountId}`)
    return {
      settings,
      isOn,
      shopName: account.name,
      agentName: agent.name ?? AGENT_NAME_DEFAULT,
      defaultLanguage: agent.defaultLanguage ?? languageOf(account.locale),
      locale: account.locale,
    }
  })
}
