// Topic is the folder, role is the suffix. Who may import whom:
// a slice calls the slices before it; platform is below all; contract stands alone; the edges see everything.
const SLICES = [
  'account', 'profile', 'catalog', 'metric', 'event', 'tag', 'segment', 'consent', 'content', 'message', 'flow', 'campaign',
  'knowledge', 'conversation', 'intent', 'agent', 'channel', 'attribution', 'report', 'import', 'demo',
] // low to high
const ROLE = '\\.(sql|gateway|action|http|job|tool)\\.ts$'
const TEST = '(\\.test\\.ts|arbitraries\\.ts|fixtures?\\.ts)$'
const ROUTES_OF_A_SLICE = '-routes\\.http\\.ts$' // a list that src/server.ts takes whole
const EDGES = '^src/(cli|server|worker|tools)\\.ts$|^src/commands/'
const PURE = { path: `^src/(${SLICES.join('|')})/[^/]+\\.ts$`, pathNot: [ROLE, TEST] }
const PURE_PLATFORM = '(time|problem|brand|csv|hmac|html|id|json-api|request-body|signed-token|zoned-instant)'

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file or three.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      comment: 'An import that leads nowhere would escape every other rule.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'pure-stays-pure',
      severity: 'error',
      comment: 'A file without a role decides; it never reads clock, disk, network or database.',
      from: PURE,
      to: {
        path: [
          ROLE,
          `^src/platform/(?!${PURE_PLATFORM}\\.ts$)`,
          'node_modules/(?!zod/|libphonenumber-js/|csv-parse/|re2js/|jose/|@orama/stemmers/|htmlparser2/|liquidjs/|bidi-js/|html-to-text/|nodemailer/(lib|dist/esm)/(mime-funcs|mime-node|qp)/)',
        ],
        dependencyTypesNot: ['import-equals'], // import type: a type does nothing (scripts/read-tsx.js)
      },
    },
    {
      name: 'pure-stays-pure-of-node',
      severity: 'error',
      comment: 'The same, for node:fs and friends. Hashing is arithmetic, and so is writing a host name.',
      from: PURE,
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|url)$' },
    },
    {
      name: 'sql-is-a-leaf',
      severity: 'error',
      comment: 'Query files know pure types and the platform only.',
      from: { path: '\\.sql\\.ts$' },
      to: { path: '\\.(gateway|action|http|job|tool)\\.ts$' },
    },
    {
      name: 'edges-are-listed-not-imported',
      severity: 'error',
      comment: 'Routes, jobs and tools are listed at the edges, so the lists are complete.',
      from: { path: '^src/', pathNot: [EDGES, TEST, ROUTES_OF_A_SLICE] },
      to: { path: '^src/.*\\.(http|job|tool)\\.ts$' },
    },
    {
      name: 'nobody-imports-the-edges',
      severity: 'error',
      comment: 'The lists and the commands are the top of the program.',
      from: { path: '^src/', pathNot: [EDGES, TEST] },
      to: { path: EDGES },
    },
    {
      name: 'only-platform-holds-the-driver',
      severity: 'error',
      comment: 'Pools are opened in one place, with search path, time zone and scope.',
      from: { path: '^src/', pathNot: ['^src/platform/', TEST] },
      to: { path: 'node_modules/(postgres|pg)/' },
    },
    {
      name: 'contract-stands-alone',
      severity: 'error',
      comment: 'The browser bundles the contract, so it may not pull in the server.',
      from: { path: '^src/contract/' },
      to: { path: '^src/(?!contract/)' },
    },
    {
      name: 'platform-is-below-all',
      severity: 'error',
      comment: 'What knows a noun of the business belongs to its slice.',
      from: { path: '^src/platform/', pathNot: TEST },
      to: { path: '^src/(?!platform/|contract/)' },
    },
    {
      name: 'web-talks-http',
      severity: 'error',
      comment: 'Console and widget know the contract, never the server.',
      from: { path: '^(web|widget|demo-shop)/', pathNot: '/e2e/' },
      to: { path: '^(src/(?!contract/)|test/|scripts/)' },
    },
    {
      name: 'tests-are-not-shipped',
      severity: 'error',
      comment: 'Only tests import tests, their helpers and what generates their data.',
      from: { path: '^(src|web|widget|demo-shop)/', pathNot: [TEST, '/e2e/'] },
      to: { path: [TEST, '^test/'] },
    },
    ...SLICES.slice(0, -1).map((slice, i) => ({
      name: `no-uphill-from-${slice}`,
      severity: 'error',
      comment: 'Low slices never call high ones. High slices follow the log instead.',
      from: { path: `^src/${slice}/`, pathNot: TEST },
      to: { path: `^src/(${SLICES.slice(i + 1).join('|')})/` },
    })),
  ],
  options: {
    // TypeScript 7 has no programming interface that dependency-cruiser could parse with.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
}
