import { type RouteObject, redirect } from 'react-router'
import { ErrorPage } from './pages/error-page.tsx'
import { PageLoading } from './pages/page-loading.tsx'
import { paths } from './paths.ts'

export const routes: RouteObject[] = [
  {
    ErrorBoundary: ErrorPage,
    HydrateFallback: PageLoading,
    children: [
      { path: '/', lazy: () => import('./pages/home.tsx') },
      { path: '/sign-in', lazy: () => import('./pages/door/sign-in.tsx') },
      { path: '/setup', lazy: () => import('./pages/door/setup.tsx') },
      { path: '/join', lazy: () => import('./pages/door/join.tsx') },
      {
        path: '/a/:accountId',
        lazy: () => import('./pages/shell/account-shell.tsx'),
        children: [
          {
            // A page that fails leaves the navigation around it in place.
            ErrorBoundary: ErrorPage,
            children: [
              { index: true, lazy: () => import('./pages/start/overview-page.tsx') },
              {
                path: 'agent',
                lazy: () => import('./pages/agent/agent-frame.tsx'),
                children: [
                  {
                    index: true,
                    loader: ({ params }) => redirect(paths.agent(params.accountId ?? '')),
                  },
                  { path: 'overview', lazy: () => import('./pages/agent/overview-page.tsx') },
                  { path: 'performance', lazy: () => import('./pages/agent/performance-page.tsx') },
                  { path: 'playground', lazy: () => import('./pages/agent/playground-page.tsx') },
                  { path: 'skills', lazy: () => import('./pages/agent/skills-page.tsx') },
                  { path: 'tools', lazy: () => import('./pages/agent/tools-page.tsx') },
                  { path: 'tools/new', lazy: () => import('./pages/agent/tool-page.tsx') },
                  { path: 'tools/:toolId', lazy: () => import('./pages/agent/tool-page.tsx') },
                  { path: 'guidance', lazy: () => import('./pages/agent/guidance-page.tsx') },
                  { path: 'knowledge', lazy: () => import('./pages/agent/knowledge-page.tsx') },
                  { path: 'channels', lazy: () => import('./pages/agent/channels-page.tsx') },
                ],
              },
              {
                path: 'conversations/macros',
                lazy: () => import('./pages/conversations/macros-page.tsx'),
              },
              {
                path: 'conversations/:conversationId?',
                lazy: () => import('./pages/conversations/conversations-page.tsx'),
              },
              {
                path: 'analytics/messages',
                lazy: () => import('./pages/reports/messages-page.tsx'),
              },
              {
                path: 'analytics/reports',
                lazy: () => import('./pages/reports/custom-reports-page.tsx'),
              },
              {
                path: 'analytics/reports/:reportId',
                lazy: () => import('./pages/reports/custom-report-page.tsx'),
              },
              {
                path: 'analytics/deliverability',
                lazy: () => import('./pages/reports/deliverability-page.tsx'),
              },
              {
                path: 'analytics/recommendations',
                lazy: () => import('./pages/reports/ledger-page.tsx'),
              },
              {
                path: 'analytics/metrics',
                lazy: () => import('./pages/metrics/metrics-page.tsx'),
              },
              {
                path: 'analytics/metrics/:metricId',
                lazy: () => import('./pages/metrics/metric-page.tsx'),
              },
              {
                path: 'audience/profiles',
                lazy: () => import('./pages/profiles/profiles-page.tsx'),
              },
              {
                path: 'audience/profiles/new',
                lazy: () => import('./pages/profiles/new-profile-page.tsx'),
              },
              {
                path: 'audience/profiles/:profileId',
                lazy: () => import('./pages/profiles/profile-page.tsx'),
              },
              { path: 'audience/groups', lazy: () => import('./pages/groups/groups-page.tsx') },
              {
                path: 'audience/segments/new',
                lazy: () => import('./pages/groups/new-segment-page.tsx'),
              },
              {
                path: 'audience/segments/:segmentId',
                lazy: () => import('./pages/groups/segment-page.tsx'),
              },
              {
                path: 'audience/lists/:listId',
                lazy: () => import('./pages/groups/list-page.tsx'),
              },
              { path: 'audience/imports', lazy: () => import('./pages/imports/imports-page.tsx') },
              {
                path: 'audience/imports/new',
                lazy: () => import('./pages/imports/new-import-page.tsx'),
              },
              {
                path: 'audience/imports/:importId',
                lazy: () => import('./pages/imports/import-page.tsx'),
              },
              {
                path: 'campaigns',
                lazy: () => import('./pages/campaigns/campaigns-page.tsx'),
              },
              {
                path: 'campaigns/:campaignId',
                lazy: () => import('./pages/campaigns/campaign-page.tsx'),
              },
              { path: 'flows', lazy: () => import('./pages/flows/flows-page.tsx') },
              { path: 'flows/:flowId', lazy: () => import('./pages/flows/flow-page.tsx') },
              {
                path: 'content',
                children: [
                  {
                    index: true,
                    loader: ({ params }) => redirect(paths.templates(params.accountId ?? '')),
                  },
                  { path: 'templates', lazy: () => import('./pages/content/templates-page.tsx') },
                  {
                    path: 'templates/:templateId',
                    lazy: () => import('./pages/content/template-page.tsx'),
                  },
                  { path: 'images', lazy: () => import('./pages/content/images-page.tsx') },
                  { path: 'coupons', lazy: () => import('./pages/content/coupons-page.tsx') },
                  {
                    path: 'coupons/:couponId',
                    lazy: () => import('./pages/content/coupon-page.tsx'),
                  },
                ],
              },
              {
                path: 'settings',
                lazy: () => import('./pages/settings/settings-frame.tsx'),
                children: [
                  {
                    index: true,
                    loader: ({ params }) => redirect(paths.accountSettings(params.accountId ?? '')),
                  },
                  { path: 'account', lazy: () => import('./pages/settings/account-page.tsx') },
                  { path: 'me', lazy: () => import('./pages/settings/me-page.tsx') },
                  { path: 'consent', lazy: () => import('./pages/settings/consent-page.tsx') },
                  { path: 'sending', lazy: () => import('./pages/settings/sending-page.tsx') },
                  { path: 'outbox', lazy: () => import('./pages/settings/outbox-page.tsx') },
                  {
                    path: 'attribution',
                    lazy: () => import('./pages/settings/attribution-page.tsx'),
                  },
                  { path: 'tags', lazy: () => import('./pages/settings/tags-page.tsx') },
                  { path: 'people', lazy: () => import('./pages/settings/people-page.tsx') },
                  { path: 'api-keys', lazy: () => import('./pages/settings/api-keys-page.tsx') },
                  { path: 'clock', lazy: () => import('./pages/settings/clock-page.tsx') },
                  { path: 'audit-log', lazy: () => import('./pages/settings/audit-page.tsx') },
                ],
              },
              { path: '*', lazy: () => import('./pages/not-found.tsx') },
            ],
          },
        ],
      },
      { path: '*', lazy: () => import('./pages/not-found.tsx') },
    ],
  },
]
