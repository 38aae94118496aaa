/** The pages about the agent, in the order of their tabs. */
export const AGENT_PAGES = [
  'overview',
  'performance',
  'playground',
  'skills',
  'tools',
  'guidance',
  'knowledge',
  'channels',
] as const

/** Every address of the console. Nothing else writes one by hand. */
export const paths = {
  home: () => '/',
  signIn: (next?: string) => (next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in'),
  setup: () => '/setup',
  join: () => '/join',
  account: (account: string) => `/a/${account}`,
  messageReports: (account: string) => `/a/${account}/analytics/messages`,
  deliverability: (account: string) => `/a/${account}/analytics/deliverability`,
  ledger: (account: string) => `/a/${account}/analytics/recommendations`,
  customReports: (account: string) => `/a/${account}/analytics/reports`,
  newCustomReport: (account: string) => `/a/${account}/analytics/reports/new`,
  customReport: (account: string, report: string) => `/a/${account}/analytics/reports/${report}`,
  metrics: (account: string) => `/a/${account}/analytics/metrics`,
  metric: (account: string, metric: string) => `/a/${account}/analytics/metrics/${metric}`,
  profiles: (account: string) => `/a/${account}/audience/profiles`,
  newProfile: (account: string) => `/a/${account}/audience/profiles/new`,
  profile: (account: string, profile: string) => `/a/${account}/audience/profiles/${profile}`,
  agent: (account: string) => `/a/${account}/agent/overview`,
  newTool: (account: string) => `/a/${account}/agent/tools/new`,
  tool: (account: string, tool: string) => `/a/${account}/agent/tools/${tool}`,
  conversations: (account: string) => `/a/${account}/conversations`,
  macros: (account: string) => `/a/${account}/conversations/macros`,
  conversation: (account: string, conversation: string) =>
    `/a/${account}/conversations/${conversation}`,
  groups: (account: string) => `/a/${account}/audience/groups`,
  newSegment: (account: string, recipe?: string) =>
    `/a/${account}/audience/segments/new${recipe ? `?recipe=${recipe}` : ''}`,
  editSegment: (account: string, segment: string) =>
    `/a/${account}/audience/segments/new?edit=${segment}`,
  segment: (account: string, segment: string) => `/a/${account}/audience/segments/${segment}`,
  list: (account: string, list: string) => `/a/${account}/audience/lists/${list}`,
  imports: (account: string) => `/a/${account}/audience/imports`,
  newImport: (account: string) => `/a/${account}/audience/imports/new`,
  import: (account: string, id: string) => `/a/${account}/audience/imports/${id}`,
  campaigns: (account: string) => `/a/${account}/campaigns`,
  campaign: (account: string, campaign: string) => `/a/${account}/campaigns/${campaign}`,
  flows: (account: string) => `/a/${account}/flows`,
  flow: (account: string, flow: string) => `/a/${account}/flows/${flow}`,
  templates: (account: string) => `/a/${account}/content/templates`,
  template: (account: string, template: string) => `/a/${account}/content/templates/${template}`,
  images: (account: string) => `/a/${account}/content/images`,
  coupons: (account: string) => `/a/${account}/content/coupons`,
  coupon: (account: string, coupon: string) =>
    `/a/${account}/content/coupons/${encodeURIComponent(coupon)}`,
  settings: (account: string) => `/a/${account}/settings`,
  accountSettings: (account: string) => `/a/${account}/settings/account`,
  mySettings: (account: string) => `/a/${account}/settings/me`,
  consent: (account: string) => `/a/${account}/settings/consent`,
  sending: (account: string) => `/a/${account}/settings/sending`,
  outbox: (account: string) => `/a/${account}/settings/outbox`,
  attribution: (account: string) => `/a/${account}/settings/attribution`,
  tags: (account: string) => `/a/${account}/settings/tags`,
  people: (account: string) => `/a/${account}/settings/people`,
  apiKeys: (account: string) => `/a/${account}/settings/api-keys`,
  clock: (account: string) => `/a/${account}/settings/clock`,
  audit: (account: string) => `/a/${account}/settings/audit-log`,
}

/** One of the pages about the agent. */
export function agentPage(account: string, page: (typeof AGENT_PAGES)[number]): string {
  return `/a/${account}/agent/${page}`
}
