import { basename } from "node:path";
import type {
  RegistryEvent,
  StageRolledBack,
  Stamped,
  VersionTransitioned,
} from "../../core/events/event.ts";
import { versionHistoryEntry } from "../../core/events/history.ts";
import type { EventId, Stage, VersionId } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { markedName } from "../../core/model/recipe/identity.ts";
import { classifyMove, productionStage } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { compareVersions } from "../../core/reports/comparison.ts";
import type { DecisionRecord, RecordedRequest } from "../../core/reports/decision-record.ts";
import type { TimelineEntry } from "../../core/reports/report-document.ts";
import { versionTitle } from "../../core/state/version.ts";
import { inEnglish } from "../../core/text/language.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import { requireDetail } from "../versions/describe-version.ts";
import { namer } from "../versions/version-namer.ts";
import { now } from "./now.ts";
import { reportedVersion } from "./reported-version.ts";

/** A decision about a version. */
export interface DecisionRequest {
  readonly version: VersionId;
  /** The decision that brought it into this stage last. */
  readonly stage?: Stage | undefined;
  /** This decision. */
  readonly event?: EventId | undefined;
}

/** An event that brings a version into a stage by somebody's decision. */
type Decision = Stamped<VersionTransitioned> | Stamped<StageRolledBack>;

/** Later events of the version are left out of the record beyond this. */
const mostSince = 50;

/**
 * Returns the record of a decision: the one asked for, else the last by which the version entered the
 * stage of the versions in use, else its last.
 *
 * @throws RegistryError `unknown-version`, `version-deleted`, or `invalid-request` if there is none
 */
export async function decisionRecord(
  registry: Registry,
  request: DecisionRequest,
): Promise<DecisionRecord> {
  const { policy } = await registry.policy();
  return registry.read((state) =>
    inEnglish(() => {
      const detail = requireDetail(state, request.version);
      const decisions = detail.history.filter((event) => isDecision(event, detail.id));
      const event = chooseDecision(decisions, policy, request);
      if (!event) throw noDecision(versionTitle(detail), request);
      const { from, to } = movedBetween(event);
      const { reason, policy: digest, gates = [], displaces } = event.data;
      const nameOf = namer(state);
      const version = reportedVersion(state, detail.id);
      const [replaced] = displaces?.versions ?? [];
      const baseline = replaced && state.version(replaced) && reportedVersion(state, replaced);
      const since = detail.history.slice(detail.history.indexOf(event) + 1).slice(0, mostSince);
      const asked = requestOf(state, detail.history, event);
      return {
        madeAt: now(),
        folder: basename(registry.folder),
        event: event.id,
        at: event.at,
        actor: event.actor,
        decision: event.type === "stage.rolled-back" ? "rollback" : classifyMove(policy, from, to),
        version,
        from,
        to,
        ...(reason !== undefined && { reason }),
        forced: event.type === "version.transitioned" && event.data.forced === true,
        checks: gates,
        ...(digest !== undefined && { policy: digest }),
        isPolicyInForce: digest === policy.digest,
        ...(asked && { request: asked }),
        replaced: (displaces?.versions ?? []).map((id) => ({
          title: nameOf(id),
          to: displaces?.to ?? to,
        })),
        ...(baseline && {
          comparison: {
            baseline,
            rows: compareVersions([baseline, version], { baseline: 0, directions: {} }),
          },
        }),
        since: since.map((later): TimelineEntry => {
          const {
            at,
            actor,
            title,
            effect,
            reason: why,
          } = versionHistoryEntry(later, detail.id, nameOf);
          return { at, who: markedName(actor), title, effect, reason: why };
        }),
      };
    }),
  );
}

function isDecision(event: RegistryEvent, version: VersionId): event is Decision {
  return (
    (event.type === "version.transitioned" || event.type === "stage.rolled-back") &&
    event.data.version === version
  );
}

function movedBetween({ type, data }: Decision): { readonly from: Stage; readonly to: Stage } {
  return type === "stage.rolled-back"
    ? { from: data.from, to: data.stage }
    : { from: data.from, to: data.to };
}

function chooseDecision(
  decisions: readonly Decision[],
  policy: Policy,
  { stage, event }: DecisionRequest,
): Decision | undefined {
  if (event !== undefined) return decisions.find(({ id }) => id === event);
  const into = (to: Stage | undefined): Decision | undefined =>
    decisions.findLast((decision) => movedBetween(decision).to === to);
  if (stage !== undefined) return into(stage);
  return into(productionStage(policy)) ?? decisions.at(-1);
}

function noDecision(title: string, { stage, event }: DecisionRequest): RegistryError {
  const refused = { code: "invalid-request", title } as const;
  if (event !== undefined)
    return new RegistryError({ ...refused, reason: "decision-unknown", event });
  return new RegistryError(
    stage === undefined
      ? { ...refused, reason: "never-moved" }
      : { ...refused, reason: "never-brought-into", stage },
  );
}

/**
 * Returns the request that a decision answers: the one that it names, else the last one for the same
 * stage before it.
 */
function requestOf(
  state: IndexQueries,
  history: readonly RegistryEvent[],
  decision: Decision,
): RecordedRequest | undefined {
  if (decision.type === "stage.rolled-back") return undefined;
  const { to, policy, request: named, version } = decision.data;
  const before = history.slice(0, history.indexOf(decision));
  // A request is answered by the first decision about its stage after it.
  const lastMove = before.findLastIndex(
    (event) => isDecision(event, version) && movedBetween(event).to === to,
  );
  const asked = before
    .slice(lastMove + 1)
    .findLast((event) => event.type === "approval.requested" && event.data.to === to);
  const id = named ?? asked?.id;
  const found = id === undefined ? undefined : state.approvalRequest(id);
  if (!found) return undefined;
  const digest = state.version(version)?.digest;
  return {
    id: found.id,
    at: found.at,
    actor: found.requestedBy,
    reason: found.reason,
    approvals: found.approvals
      .filter((approval) => approval.id < decision.id)
      .map((approval) => ({
        at: approval.at,
        actor: approval.actor,
        ...(approval.reason !== undefined && { reason: approval.reason }),
        sameBytes: approval.digest === digest,
        samePolicy: approval.policy === policy,
      })),
  };
}
