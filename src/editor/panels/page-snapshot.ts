import { basename } from "node:path";
import { Uri, workspace } from "vscode";
import type { InspectSnapshot, VersionPlace } from "../../../webview/inspect/messages.ts";
import type {
  AuditQuery,
  AuditSnapshot,
  CompareSnapshot,
  LineageSnapshot,
  OpenRequest,
  ToPage,
  VersionHead,
  VersionSnapshot,
} from "../../../webview/protocol.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionTitle, type Version } from "../../core/version.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import type { AnswerOf } from "../../registry/worker/use-cases.ts";
import type { PageSubject } from "./page-subject.ts";
import { retentionSnapshot } from "./retention-snapshot.ts";

/** Returns the content of a page: everything about its subject, as it is now. */
export async function pageSnapshot(
  registry: RemoteRegistry,
  subject: PageSubject,
  /** Part of the subject to return. */
  query?: AuditQuery,
): Promise<{ readonly title: string; readonly message: ToPage }> {
  switch (subject.page) {
    case "version": {
      const message = await versionSnapshot(registry, subject);
      return { title: versionTitle(message.version), message };
    }
    case "compare": {
      const message = await compareSnapshot(registry, subject);
      return { title: compareTitle(message), message };
    }
    case "lineage": {
      const message = await lineageSnapshot(registry, subject);
      return { title: `Lineage: ${message.title}`, message };
    }
    case "inspect": {
      const message = await inspectSnapshot(registry, subject);
      return { title: basename(subject.path), message };
    }
    case "audit": {
      const message = await auditSnapshot(registry, subject, query);
      return { title: "Audit Trail", message };
    }
    case "retention": {
      const message = await retentionSnapshot(registry, subject);
      return { title: subject.model ? `Retention: ${subject.model}` : "Retention", message };
    }
    case "import":
      throw new Error("What an import page shows is for its session to say.");
  }
}

/** Returns the message that explains why a page has no content. */
export function pageFailure(error: unknown): ToPage {
  if (error instanceof RegistryError) {
    const { message, wayOut } = error.refusal;
    return { type: "failure", message, wayOut };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return {
    type: "failure",
    message: `This page can't be shown: ${reason}`,
    wayOut: "Try again; the log of Model Registry says more.",
  };
}

async function versionSnapshot(
  registry: RemoteRegistry,
  { version }: PageSubject & { page: "version" },
): Promise<VersionSnapshot> {
  const {
    detail,
    parents,
    madeFrom,
    absentFiles,
    ofModel,
    conflicts,
    children,
    deletedChildren,
    production,
    history,
    productionHistory,
    productionStage,
    moves,
    canRollBack,
    signatureChange,
    requests,
  } = await registry.call("describeVersion", { version });
  const { source, recipe, inspection } = detail.registration;
  const { description, ...annotations } = detail.annotations;
  return {
    type: "version",
    version: head(detail),
    ...(description !== undefined && { description }),
    source,
    tags: detail.tags,
    annotations,
    artifacts: detail.artifacts,
    recipe,
    ...(inspection && { inspection }),
    ...(signatureChange && {
      signatureChange: { ...signatureChange, since: head(signatureChange.since) },
    }),
    absentFiles,
    ofModel: { tags: ofModel.tags, annotations: { ...ofModel.annotations } },
    conflicts: conflicts.map(({ text, remedy }) => ({
      text,
      ...(remedy !== undefined && { remedy }),
    })),
    parents: parents.map(head),
    madeFrom,
    children: children.map(head),
    deletedChildren: deletedChildren.map(({ model, number, reason }) => ({
      model,
      number,
      reason,
    })),
    ...(production && production.id !== detail.id && { production: head(production) }),
    history,
    productionHistory,
    requests: requests.map(shownRequest),
    ...(productionStage !== undefined && { productionStage }),
    moves,
    canRollBack,
    canExport: workspace.isTrusted,
    canEdit: workspace.isTrusted,
  };
}

/** Only what the protocol names crosses to the page. */
function shownRequest({
  request,
  approvals,
  awaitsMe,
  obstacle,
  ...open
}: AnswerOf<"describeVersion">["requests"][number]): OpenRequest {
  const { id, to, at, requestedBy, reason, promote } = request;
  const { counted, required, approvers, selfApproval, checks, isOwn, mayDeny } = open;
  return {
    ...{ id, to, at, requestedBy, reason, promote, counted, required, checks, isOwn, mayDeny },
    approvals: approvals.map(({ actor, at: when, reason: comment, counts }) => ({
      actor,
      at: when,
      ...(comment !== undefined && { reason: comment }),
      counts,
    })),
    ...(approvers && { approvers }),
    selfApproval,
    ...(obstacle && { obstacle: `${obstacle.message} ${obstacle.wayOut}` }),
    mayApprove: awaitsMe,
  };
}

async function compareSnapshot(
  registry: RemoteRegistry,
  { versions }: PageSubject & { page: "compare" },
): Promise<CompareSnapshot> {
  const details = await registry.call("versionDetails", { versions });
  return {
    type: "compare",
    versions: details.map((detail) => {
      const { recipe, inspection } = detail.registration;
      return {
        ...head(detail),
        recipe,
        ...(inspection && { inspection }),
        madeFrom: detail.madeFrom,
      };
    }),
  };
}

async function lineageSnapshot(
  registry: RemoteRegistry,
  { version, model }: PageSubject & { page: "lineage" },
): Promise<LineageSnapshot> {
  const found = await registry.call("lineage", {
    ...(version !== undefined && { version }),
    ...(model !== undefined && { model }),
  });
  return { type: "lineage", ...found };
}

async function inspectSnapshot(
  registry: RemoteRegistry,
  { path, folder }: PageSubject & { page: "inspect" },
): Promise<InspectSnapshot> {
  const request = { path, ...(folder !== "" && { workspace: Uri.parse(folder).fsPath }) };
  const [{ inspection, ...found }, status] = await Promise.all([
    registry.call("inspectModel", request),
    folder === "" ? undefined : registry.call("fileStatus", { path }),
  ]);
  const { version, bytes, sha256 } = status?.registered ?? {};
  const same =
    folder === "" || found.isFolder ? undefined : await registry.call("versionsWithFile", { path });
  const isSame = same?.some(({ id }) => id === version?.id);
  const sure = (guess: FileBytes): FileBytes =>
    guess !== "unsure" || sha256 === undefined || isSame === undefined
      ? guess
      : isSame
        ? "same"
        : "modified";
  return {
    type: "inspect",
    ...found,
    ...inspection,
    ...(version && bytes && { registered: { version: placeOf(version), bytes: sure(bytes) } }),
    ...(same && { sameBytes: same.filter(({ id }) => id !== version?.id).map(placeOf) }),
    path: workspace.asRelativePath(Uri.file(path), false),
    canRegister: workspace.isTrusted && folder !== "",
  };
}

type FileBytes = NonNullable<InspectSnapshot["registered"]>["bytes"];

function placeOf({ id, model, number, stage }: Version): VersionPlace {
  return { id, model, number, stage };
}

async function auditSnapshot(
  registry: RemoteRegistry,
  { folder }: PageSubject & { page: "audit" },
  query: AuditQuery = { filter: {}, order: { column: "time", descending: true }, limit: 1000 },
): Promise<AuditSnapshot> {
  const [trail, { policy }] = await Promise.all([
    registry.call("auditTrail", query),
    registry.call("policy", {}),
  ]);
  return {
    type: "audit",
    folder: workspace.getWorkspaceFolder(Uri.parse(folder))?.name ?? "",
    query,
    ...trail,
    stages: policy.stages.map(({ name }) => name),
    canExport: workspace.isTrusted,
  };
}

function compareTitle({ versions }: CompareSnapshot): string {
  const shown = versions.slice(0, 3).map(versionTitle).join(", ");
  return `Compare ${shown}${versions.length > 3 ? "…" : ""}`;
}

/** Only what the protocol names crosses to the page. */
function head(version: Version): VersionHead {
  const { id, model, number, claimedNumber, stage, stageSince, registeredAt, registeredBy } =
    version;
  const { digest, size, metrics, rolledBackAt, label, aliases } = version;
  return {
    id,
    model,
    number,
    ...(claimedNumber !== undefined && { claimedNumber }),
    ...(label !== undefined && { label }),
    ...(aliases && { aliases }),
    stage,
    stageSince,
    registeredAt,
    registeredBy,
    digest,
    size,
    metrics,
    ...(rolledBackAt !== undefined && { rolledBackAt }),
  };
}
