import type { Route } from '../platform/http.ts'
import { agentConversationRoutes } from './agent-conversations.http.ts'
import type { ConversationChanges } from './conversation-changes.action.ts'
import { conversationSettingsRoutes } from './conversation-settings.http.ts'
import { exportConversationsRoute } from './export-conversations.http.ts'
import { inboxRoutes } from './inbox.http.ts'
import { macroRoutes } from './macros.http.ts'
import { conversationStreamRoute } from './stream-conversations.http.ts'
import { viewRoutes } from './views.http.ts'

/** What routes of conversations need beside the database. */
export interface ConversationServices {
  changes: ConversationChanges
  /** The agent has to answer: the team gave a conversation back. */
  onTurnDue: (accountId: string, conversationId: string) => void
}

/** All routes of conversations. */
export function conversationRoutes(services: ConversationServices): Route[] {
  return [
    ...agentConversationRoutes,
    ...inboxRoutes(services),
    exportConversationsRoute,
    conversationStreamRoute(services),
    ...macroRoutes,
    ...viewRoutes,
    ...conversationSettingsRoutes,
  ]
}
