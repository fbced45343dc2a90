import type { FrameChecksum } from '@tidemark/protocol'
import type {
  BlockStorage,
  Clock,
  CommitSettings,
  CrashPoint,
  Hashing,
  InFlightWrites,
  ListBlockReader,
  MetadataStore,
  PasswordHasher,
  Rng,
  Wakeups,
} from '@tidemark/server-core'
import type { Handlers } from '../http/route-types.js'
import type { SignInGuard } from '../http/sign-in-guard.js'
import type { PollBoard } from '../poll/poll-board.js'
import { closeSessionRoute } from './account/close-session.js'
import { getAccountRoute } from './account/get-account.js'
import { listAccountChangesRoute } from './account/list-account-changes.js'
import { openSessionRoute } from './account/open-session.js'
import { setUpRoute } from './account/set-up.js'
import { findMissingBlocksRoute } from './blocks/find-missing-blocks.js'
import { readBlocksRoute } from './blocks/read-blocks.js'
import { uploadBlocksRoute } from './blocks/upload-blocks.js'
import { listConflictsRoute } from './conflicts/list-conflicts.js'
import { resolveConflictRoute } from './conflicts/resolve-conflict.js'
import { undoResolutionRoute } from './conflicts/undo-resolution.js'
import { addDeviceRoute } from './devices/add-device.js'
import { listDevicesRoute } from './devices/list-devices.js'
import { revokeDeviceRoute } from './devices/revoke-device.js'
import { listRevisionsRoute } from './history/list-revisions.js'
import { listTrashRoute } from './history/list-trash.js'
import { readContentRoute } from './history/read-content.js'
import { decideHoldRoute } from './holds/decide-hold.js'
import { listHoldsRoute } from './holds/list-holds.js'
import { commitRoute } from './journal/commit.js'
import { listChangesRoute } from './journal/list-changes.js'
import { listTreeRoute } from './journal/list-tree.js'
import { lookUpPathRoute } from './journal/look-up-path.js'
import { addPairingRoute } from './pairing/add-pairing.js'
import { claimPairingRoute } from './pairing/claim-pairing.js'
import { getPairingRoute } from './pairing/get-pairing.js'
import { pollRoute } from './polling/poll.js'
import { getServerRoute, type ServerIdentity } from './server/get-server.js'
import { addSpaceRoute } from './spaces/add-space.js'
import { listSpacesRoute } from './spaces/list-spaces.js'
import { undoDeviceRoute } from './undo/undo-device.js'

/** Everything that routes are made of; each takes the two or three things that it needs. */
export interface HandlerParts {
  readonly identity: ServerIdentity
  readonly storage: BlockStorage
  readonly listBlocks: ListBlockReader
  readonly inFlight: InFlightWrites
  readonly clock: Clock
  readonly rng: Rng
  readonly hashing: Hashing
  readonly passwords: PasswordHasher
  readonly wakeups: Wakeups
  readonly checksum: FrameChecksum
  readonly commitSettings: CommitSettings
  readonly board: PollBoard
  readonly guard: SignInGuard
  readonly pairingGuard: SignInGuard
  readonly pairingKey: Uint8Array
  readonly setupCode: string | undefined
  readonly crashPoint: CrashPoint
  /** From 0 up to 1; spreads the ends of polls. */
  readonly random: () => number
}

/** One handler per row of the endpoint table. */
export function createHandlers(parts: HandlerParts): Handlers {
  const store: MetadataStore = parts.storage.metadata
  const ports = { ...parts, store }
  const { storage, clock, checksum } = parts
  return {
    getServer: getServerRoute(store, parts.identity),
    setUp: setUpRoute(ports, parts.guard, parts.setupCode),
    openSession: openSessionRoute(ports, parts.guard),
    closeSession: closeSessionRoute(store),
    addDevice: addDeviceRoute(ports),
    listDevices: listDevicesRoute(store),
    revokeDevice: revokeDeviceRoute(ports),
    addPairing: addPairingRoute(ports),
    getPairing: getPairingRoute(ports),
    claimPairing: claimPairingRoute(ports, parts.pairingGuard),
    getAccount: getAccountRoute(store),
    listAccountChanges: listAccountChangesRoute(store),
    listSpaces: listSpacesRoute(store),
    addSpace: addSpaceRoute(ports),
    findMissingBlocks: findMissingBlocksRoute(storage, clock),
    uploadBlocks: uploadBlocksRoute(ports, checksum),
    readBlocks: readBlocksRoute(storage, clock, checksum),
    commit: commitRoute(ports, parts.commitSettings, parts.crashPoint),
    listChanges: listChangesRoute(store),
    listTree: listTreeRoute(store),
    lookUpPath: lookUpPathRoute(store),
    poll: pollRoute(ports, parts.random),
    readContent: readContentRoute(storage, parts.listBlocks),
    listRevisions: listRevisionsRoute(store),
    listTrash: listTrashRoute(store),
    listConflicts: listConflictsRoute(store),
    resolveConflict: resolveConflictRoute(ports),
    undoResolution: undoResolutionRoute(ports),
    listHolds: listHoldsRoute(store),
    decideHold: decideHoldRoute(ports),
    undoDevice: undoDeviceRoute(ports),
  }
}
