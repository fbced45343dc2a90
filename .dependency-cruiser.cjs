/**
 * Who may import whom. The table this encodes is in docs/ARCHITECTURE.md; an exception needs an ADR.
 * A workspace is reached through its package entry, which resolves to its src/index.ts here.
 */

const TEST_CODE = '([.]test[.]tsx?$|/tests/|/_[^/]+[.]ts$)'
const NPM = '(^|/)node_modules/'
const ENTRY = (...names) => `^packages/(${names.join('|')})/src/index[.]ts$`
const NATIVE = 'node_modules/(better-sqlite3|zstd-napi|sharp|@img/|@node-rs/|@parcel/watcher)'

/** A rule that lets `from` import only `allowed`, and its own files. */
function only(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, pathNot: TEST_CODE },
    to: { pathNot: [from, ...allowed] },
  }
}

/** A rule that keeps `from` away from `banned`, tests included only when `withTests` is set. */
function never(name, from, banned, comment, withTests = false) {
  return {
    name,
    comment,
    severity: 'error',
    from: withTests ? { path: from } : { path: from, pathNot: TEST_CODE },
    to: { path: banned },
  }
}

const pure = [
  only(
    'protocol-imports-only-the-schema-library',
    '^packages/protocol/src/',
    ['(^|/)node_modules/typebox/'],
    'The contract runs everywhere: browsers, workers, the simulation.',
  ),
  only(
    'chunker-imports-nothing',
    '^packages/chunker/src/',
    [],
    'Split points are arithmetic on bytes.',
  ),
  only(
    'sync-engine-is-pure',
    '^packages/sync-engine/src/',
    [ENTRY('protocol', 'chunker')],
    'The simulation can only replay an engine that reaches the world through its ports.',
  ),
  only(
    'server-core-is-pure',
    '^packages/server-core/src/',
    [ENTRY('protocol', 'chunker')],
    'The simulation runs the real server domain; storage and HTTP are adapters of apps/server.',
  ),
  only(
    'control-imports-only-protocol',
    '^packages/control/src/',
    [ENTRY('protocol'), '(^|/)node_modules/typebox/'],
    'Daemon, CLI and desktop share this contract; an implementation in it would tie them together.',
  ),
  never(
    'control-socket-only-connects',
    '^packages/control-socket/src/',
    '(^packages/(?!(protocol|control|control-socket)/)|node_modules/)',
    "It finds the profile's socket and wraps it; what is said over it is the contract's.",
  ),
]

const layers = [
  never(
    'reconcile-decides-only',
    '^packages/sync-engine/src/reconcile/',
    '^packages/sync-engine/src/(discover|propagate)/',
    'reconcile() returns a plan from three trees; looking and acting are the phases around it.',
  ),
  never(
    'sync-code-reads-no-photos',
    '^packages/server-core/src/(journal|revisions|blocks|retention)/',
    '^packages/server-core/src/photos/',
    'Photo data is derived or primary beside the files; sync must work without any of it.',
  ),
  never(
    'server-routes-use-the-domain',
    '^apps/server/src/(routes|plugins)/',
    '^apps/server/src/storage/',
    'Routes speak to ports; which store is behind them is wired in app.ts.',
  ),
  never(
    'server-routes-import-core-and-protocol',
    '^apps/server/src/(routes|plugins)/',
    '^packages/(?!(server-core|protocol)/)',
    'A route translates between the wire and the domain and needs nothing else.',
  ),
  never(
    'server-storage-knows-no-http',
    '^apps/server/src/storage/',
    '(^apps/server/src/(routes|plugins|app[.]ts|main[.]ts)|node_modules/(fastify|@fastify)/)',
    'Adapters serve ports, so that the conformance suites can run them alone.',
  ),
  never(
    'server-storage-imports-ports-and-protocol',
    '^apps/server/src/storage/',
    '^packages/(?!(server-core|protocol)/)',
    'An adapter knows its port and the ids that go through it.',
  ),
  never(
    'daemon-adapters-serve-ports',
    '^apps/daemon/src/adapters/',
    '^apps/daemon/src/(cli|control|main[.]ts)',
    'Adapters are wired from above; looking up would hide a second way in.',
  ),
]

const apps = [
  {
    name: 'apps-do-not-import-each-other',
    comment: 'Apps meet on the wire or on the control API, never in one process.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  never(
    'server-knows-no-client',
    '^apps/server/',
    ENTRY('sync-engine', 'control'),
    'The server serves any client that speaks the protocol.',
  ),
  never(
    'desktop-main-talks-to-the-daemon-only',
    '^apps/desktop/src/main/',
    '(^packages/(?!(protocol|control|control-socket)/)|^apps/desktop/src/(renderer|preload)/)',
    'The desktop app never syncs by itself: it attaches to the daemon through the control API.',
  ),
  never(
    'desktop-has-no-native-module',
    '^apps/desktop/',
    NATIVE,
    'One Electron build must not need a compiler per platform.',
  ),
  never(
    'ipc-contract-is-schemas-only',
    '^apps/desktop/src/ipc-contract/',
    '(^apps/desktop/src/(main|preload|renderer)/|^packages/(?!(protocol|control)/)|node_modules/(?!typebox/))',
    "Main, preload and renderer all load it; the daemon's schemas are written once (ADR 0010).",
  ),
  never(
    'browser-code-stays-in-the-browser',
    '^apps/(desktop/src/(preload|renderer)|web/src)/',
    '(^apps/desktop/src/main/|^packages/(?!(protocol|chunker)/))',
    'Pages see the contract; the engine and the control API stay behind it.',
  ),
  {
    name: 'browser-code-uses-no-node',
    comment: 'Pages and the sandboxed preload have no Node.',
    severity: 'error',
    from: { path: '^apps/(desktop/src/(preload|renderer)|web/src)/', pathNot: TEST_CODE },
    to: { dependencyTypes: ['core'] },
  },
]

const tests = [
  never(
    'packages-know-no-app',
    '^packages/',
    '^apps/',
    'Apps wire packages; the other way round would be a circle.',
    true,
  ),
  never(
    'test-kit-imports-the-pure-packages',
    '^packages/test-kit/',
    '^packages/control/',
    'Its suites prove the ports of the engine and of the server domain, nothing above them.',
    true,
  ),
  never(
    'product-imports-no-test-code',
    '^(packages/(?!test-kit/)|apps/)[^/]+/src/',
    `(${TEST_CODE}|^packages/test-kit/|${NPM}(vitest|fast-check)/)`,
    'What ships must run without the test tools.',
  ),
  {
    name: 'e2e-uses-public-entry-points',
    comment: 'End-to-end tests see what a user sees: executables, the wire, package entries.',
    severity: 'error',
    from: { path: '^e2e/' },
    to: {
      path: '^(apps|packages)/[^/]+/src/',
      pathNot: [
        ENTRY('test-kit', 'protocol', 'control', 'control-socket'),
        '^apps/[^/]+/src/index[.]ts$',
      ],
    },
  },
]

const everywhere = [
  {
    name: 'no-deep-imports',
    comment: 'A workspace is used through the entries that its package.json exports.',
    severity: 'error',
    from: { path: '^(packages|apps)/([^/]+)/' },
    to: {
      path: '^packages/[^/]+/',
      pathNot: ['^$1/$2/', '^packages/[^/]+/src/index[.]ts$'],
      dependencyTypes: ['local'],
    },
  },
  {
    name: 'no-circular',
    comment: 'Files that run each other are one file, or lack a third. Types alone may go round.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'imports-resolve',
    comment: 'What cannot be resolved cannot be judged by the rules above.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
]

module.exports = {
  forbidden: [...pure, ...layers, ...apps, ...tests, ...everywhere],
  options: {
    doNotFollow: { path: '(node_modules|^(packages|apps)/[^/]+/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['tidemark-source', 'import', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
