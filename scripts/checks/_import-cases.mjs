/**
 * One breach per import rule: [rule, file, text]. Files named in the text must exist in the clean
 * tree or come along in `SUPPORT`.
 */
export const SUPPORT = {
  'packages/protocol/src/hidden.ts': 'export const hidden = 1\n',
  'packages/protocol/dist/index.js': 'export const built = 1\n',
  'packages/sync-engine/src/propagate/act.ts': 'export const act = 1\n',
  'packages/server-core/src/photos/thumbs.ts': 'export const thumbs = 1\n',
  'apps/server/src/plugins/login.ts': 'export const login = 1\n',
  'apps/daemon/src/cli/status.ts': 'export const status = 1\n',
  'apps/desktop/src/main/app.ts': 'export const app = 1\n',
  'apps/web/src/api/b.ts': "import './a.js'\n",
}

const use = (...names) => names.map((name) => `import '${name}'\n`).join('')

export const IMPORT_CASES = [
  ['protocol-imports-only-the-schema-library', 'packages/protocol/src/x1.ts', use('node:fs')],
  [
    'protocol-imports-only-the-schema-library',
    'packages/protocol/src/x2.ts',
    use('@tidemark/chunker'),
  ],
  ['chunker-imports-nothing', 'packages/chunker/src/x1.ts', use('@tidemark/protocol')],
  ['chunker-imports-nothing', 'packages/chunker/src/x2.ts', use('node:crypto')],
  ['sync-engine-is-pure', 'packages/sync-engine/src/x1.ts', use('node:fs')],
  ['sync-engine-is-pure', 'packages/sync-engine/src/x2.ts', use('better-sqlite3')],
  ['sync-engine-is-pure', 'packages/sync-engine/src/x3.ts', use('@tidemark/control')],
  ['server-core-is-pure', 'packages/server-core/src/x1.ts', use('node:path')],
  ['server-core-is-pure', 'packages/server-core/src/x2.ts', use('fastify')],
  ['server-core-is-pure', 'packages/server-core/src/x3.ts', use('@tidemark/sync-engine')],
  ['control-imports-only-protocol', 'packages/control/src/x1.ts', use('node:net')],
  ['control-imports-only-protocol', 'packages/control/src/x2.ts', use('@tidemark/sync-engine')],
  [
    'control-socket-only-connects',
    'packages/control-socket/src/x.ts',
    use('@tidemark/sync-engine'),
  ],
  ['reconcile-decides-only', 'packages/sync-engine/src/reconcile/x.ts', use('../propagate/act.js')],
  [
    'sync-code-reads-no-photos',
    'packages/server-core/src/journal/x.ts',
    use('../photos/thumbs.js'),
  ],
  [
    'server-routes-use-the-domain',
    'apps/server/src/routes/x1.ts',
    use('../storage/disk/disk-store.js'),
  ],
  [
    'server-routes-import-core-and-protocol',
    'apps/server/src/routes/x2.ts',
    use('@tidemark/chunker'),
  ],
  ['server-storage-knows-no-http', 'apps/server/src/storage/x1.ts', use('../plugins/login.js')],
  ['server-storage-knows-no-http', 'apps/server/src/storage/x2.ts', use('fastify')],
  [
    'server-storage-imports-ports-and-protocol',
    'apps/server/src/storage/x3.ts',
    use('@tidemark/chunker'),
  ],
  ['daemon-adapters-serve-ports', 'apps/daemon/src/adapters/x.ts', use('../cli/status.js')],
  ['apps-do-not-import-each-other', 'apps/server/src/x1.ts', use('@tidemark/daemon')],
  ['server-knows-no-client', 'apps/server/src/x2.ts', use('@tidemark/sync-engine')],
  [
    'desktop-main-talks-to-the-daemon-only',
    'apps/desktop/src/main/x1.ts',
    use('@tidemark/sync-engine'),
  ],
  ['desktop-has-no-native-module', 'apps/desktop/src/main/x2.ts', use('better-sqlite3')],
  ['ipc-contract-is-schemas-only', 'apps/desktop/src/ipc-contract/x.ts', use('../main/app.js')],
  [
    'ipc-contract-is-schemas-only',
    'apps/desktop/src/ipc-contract/x2.ts',
    use('@tidemark/sync-engine'),
  ],
  ['browser-code-stays-in-the-browser', 'apps/desktop/src/preload/x1.ts', use('@tidemark/control')],
  ['browser-code-stays-in-the-browser', 'apps/desktop/src/renderer/x1.ts', use('../main/app.js')],
  ['browser-code-stays-in-the-browser', 'apps/web/src/features/x1.ts', use('@tidemark/control')],
  ['browser-code-uses-no-node', 'apps/desktop/src/preload/x2.ts', use('node:fs')],
  ['browser-code-uses-no-node', 'apps/web/src/features/x2.ts', use('node:path')],
  ['packages-know-no-app', 'packages/test-kit/src/x1.ts', use('@tidemark/server')],
  ['packages-know-no-app', 'packages/sync-engine/src/x.test.ts', use('@tidemark/daemon')],
  ['test-kit-imports-the-pure-packages', 'packages/test-kit/src/x2.ts', use('@tidemark/control')],
  ['product-imports-no-test-code', 'apps/daemon/src/x1.ts', use('@tidemark/test-kit')],
  ['product-imports-no-test-code', 'apps/daemon/src/x2.ts', use('vitest')],
  ['e2e-uses-public-entry-points', 'e2e/x1.test.ts', use('../apps/server/src/app.js')],
  ['e2e-uses-public-entry-points', 'e2e/x2.test.ts', use('@tidemark/sync-engine')],
  ['no-deep-imports', 'packages/sync-engine/src/x4.ts', use('../../protocol/src/hidden.js')],
  ['no-deep-imports', 'packages/sync-engine/src/x5.ts', use('../../protocol/dist/index.js')],
  ['no-circular', 'apps/web/src/api/a.ts', use('./b.js')],
  ['imports-resolve', 'apps/daemon/src/x3.ts', use('./nowhere.js')],
]
