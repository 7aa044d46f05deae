import {
  versionHistoryEntry,
  stageHistoryEntry,
  type HistoryEntry,
} from "../../core/events/history.ts";
import { parentVersions, type NamedParent } from "../../core/model/data/parent.ts";
import { VersionNumber, type Stage, type VersionId } from "../../core/model/ids.ts";
import {
  compareSignatures,
  signatureOf,
  type SignatureChange,
} from "../../core/model/inspection/signature.ts";
import { allowedTargets, stageRule } from "../../core/model/policy.ts";
import { classifyMove, productionStage, type MoveKind } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { DeletedVersion } from "../../core/state/deleted-version.ts";
import type { ConflictText } from "../../core/state/merge-conflict.ts";
import { missingVersion } from "../../core/state/missing-version.ts";
import type { Version, VersionDetail } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { markingsOf, type Markings } from "../annotations/read-markings.ts";
import { unsharedAmong, versionSharing } from "../exchange/version-sharing.ts";
import { findAbsentFiles, type AbsentFile } from "../files/absent-files.ts";
import type { Registry } from "../registry.ts";
import { conflictTexts, withConflicts } from "./merge-conflicts.ts";
import { namedParents } from "./named-parents.ts";
import { openRequests, type OpenRequest } from "./open-requests.ts";
import { findViewer } from "./pending-approvals.ts";
import { namer } from "./version-namer.ts";

/** Everything about a version and what stands around it. */
export interface VersionDescription {
  readonly detail: VersionDetail;
  readonly parents: readonly Version[];
  /** All that it was made from, as people call it. */
  readonly madeFrom: readonly NamedParent[];
  readonly children: readonly Version[];
  /** Versions made from it that were deleted. */
  readonly deletedChildren: readonly DeletedVersion[];
  /** The version now in Production, which may be this one. */
  readonly production: Version | undefined;
  /** Conflicts that merging the clones' ledger files settled for it, in the order of events. */
  readonly conflicts: readonly ConflictText[];
  /** Files whose bytes are missing from the registry, or have another length. */
  readonly absentFiles: readonly AbsentFile[];
  /** Paths of files whose bytes are in the shared registry only: they come when they are needed. */
  readonly awayFiles: readonly string[];
  /** Tags and notes of its model. */
  readonly ofModel: Markings;
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
  /** The model's Production stage, newest first. */
  readonly productionHistory: readonly HistoryEntry[];
  /** Changes for callers since the version in Production, or else since the version before. */
  readonly signatureChange: (SignatureChange & { readonly since: Version }) | undefined;
  /** Requests for approval that wait, oldest first. */
  readonly requests: readonly OpenRequest[];
  /** Name of the Production stage; absent if the policy has none. */
  readonly productionStage?: Stage;
  /** Moves of it that the policy allows. */
  readonly moves: readonly { readonly to: Stage; readonly kind: MoveKind }[];
  /** It holds Production and another version did before. */
  readonly canRollBack: boolean;
}

const historyLength = 200;

/** @throws RegistryError `unknown-version` or `version-deleted` */
export async function describeVersion(
  registry: Registry,
  request: { readonly version: VersionId },
): Promise<VersionDescription> {
  const { version } = request;
  // Nothing but requests depends on who looks, and asking git takes longer than everything else.
  const isAwaited = await registry.read((state) => state.openRequests(1, version).length > 0);
  const [inForce, actor] = await Promise.all([
    registry.policy(),
    isAwaited ? findViewer(registry) : undefined,
  ]);
  const { policy } = inForce;
  const stage = productionStage(policy);
  const absentFiles = await findAbsentFiles(registry, version);
  const [sharing] = await versionSharing(registry, { versions: [version] });
  const description = await registry.read((state): VersionDescription => {
    const detail = requireDetail(state, version);
    const nameOf = namer(state);
    const { model } = detail;
    return {
      detail,
      parents: parentVersions(detail.registration.parents).flatMap(
        (parent) => state.version(parent) ?? [],
      ),
      madeFrom: namedParents(state, detail.registration.parents),
      children: state.children(detail.id),
      deletedChildren: state.deletions.childrenOf(detail.id),
      production: stage && state.holders(model, stage)[0],
      conflicts: detail.history.flatMap(({ id }) => conflictTexts(state, nameOf, policy, id)),
      absentFiles,
      awayFiles: (sharing?.away ?? []).filter(
        (path) => !absentFiles.some((absent) => absent.path === path),
      ),
      ofModel: markingsOf(state, { model }),
      history: detail.history
        .map((event) => {
          const entry = versionHistoryEntry(event, detail.id, nameOf);
          return withConflicts(entry, event, conflictTexts(state, nameOf, policy, event.id));
        })
        .toReversed(),
      productionHistory:
        stage === undefined
          ? []
          : state.events
              .ofStage(model, stage, historyLength)
              .flatMap((event) => stageHistoryEntry(event, stage, nameOf) ?? []),
      signatureChange: signatureChange(state, detail, stage),
      requests: openRequests(state, inForce, detail.id, actor),
      ...(stage !== undefined && { productionStage: stage }),
      moves: registry.trusted
        ? allowedTargets(policy, detail.stage).map((to) => ({
            to,
            kind: classifyMove(policy, detail.stage, to),
          }))
        : [],
      canRollBack:
        registry.trusted &&
        detail.stage === stage &&
        stageRule(policy, stage)?.exclusive === true &&
        state.formerHolders(model, stage).length > 0,
    };
  });
  const { history, productionHistory } = description;
  const listed = [...history, ...productionHistory].map(({ id }) => id);
  const unshared = await unsharedAmong(registry, listed);
  if (unshared.size === 0) return description;
  const marked = (entry: HistoryEntry): HistoryEntry =>
    unshared.has(entry.id) ? { ...entry, isUnshared: true } : entry;
  return {
    ...description,
    history: history.map(marked),
    productionHistory: productionHistory.map(marked),
  };
}

/** Against the version that callers use now, or, where this is that one, the one before it. */
function signatureChange(
  state: IndexQueries,
  detail: VersionDetail,
  stage: Stage | undefined,
): VersionDescription["signatureChange"] {
  const production = stage && state.holders(detail.model, stage)[0];
  const since =
    production && production.id !== detail.id
      ? production
      : state.versionNumbered(detail.model, VersionNumber.parse(Math.max(1, detail.number - 1)));
  if (!since || since.id === detail.id) return undefined;
  const earlier = state.registration(since.id);
  const [before, after] = [earlier && signatureOf(earlier), signatureOf(detail.registration)];
  if (!before || !after) return undefined;
  const change = compareSignatures(before, after);
  return change.changes.length > 0 ? { since, ...change } : undefined;
}

/** @throws RegistryError `unknown-version` or `version-deleted` */
export function requireDetail(state: IndexQueries, id: VersionId): VersionDetail {
  return state.detail(id) ?? refuseMissing(state, id);
}

/** @throws RegistryError `unknown-version` or `version-deleted` */
export function requireVersion(state: IndexQueries, id: VersionId): Version {
  return state.version(id) ?? refuseMissing(state, id);
}

function refuseMissing(state: IndexQueries, id: VersionId): never {
  throw new RegistryError(missingVersion(state, id));
}
