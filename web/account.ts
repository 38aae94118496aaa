import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { type Permission, roleMay, rolesThatMay } from '../src/contract/permissions.ts'
import { type AccountSummary, me } from './api/session.ts'

/** The account that the address names. The shell has already made sure that it is one of mine. */
export function useAccount(): AccountSummary {
  const { accountId } = useParams()
  const { data } = useSuspenseQuery(me)
  const account = data.attributes.accounts.find((each) => each.id === accountId)
  if (!account) throw new Error(`no account ${accountId}: the shell should have refused it`)
  return account
}

/** Why I may not do this, in words, or undefined when I may. */
export function useRefusal(permission: Permission): string | undefined {
  const { t } = useTranslation()
  const { role } = useAccount()
  if (roleMay(role, permission)) return undefined
  const who = rolesThatMay(permission).map((each) => t(`roles.${each}`))
  return t('common.notAllowed', { role: t(`roles.${role}`), who: who.slice(0, 3).join(', ') })
}
