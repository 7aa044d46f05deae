import type {
  CompareSnapshot,
  LineageSnapshot,
  ToPage,
  VersionHead,
  VersionSnapshot,
} from "../../../webview/protocol.ts";
import { productionStage } from "../../core/policy.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionTitle, type Version } from "../../core/version.ts";
import type { RemoteRegistry } from "../../registry/remote/remote-registry.ts";
import type { PageSubject } from "./page-subject.ts";

/** What a page shows: everything about its subject, as it is now. */
export async function pageSnapshot(
  registry: RemoteRegistry,
  subject: PageSubject,
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
  }
}

/** Why there is no snapshot, for the page to show. */
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
    children,
    production,
    history,
    productionHistory,
    targets,
    canRollBack,
  } = await registry.call("describeVersion", { version });
  const { source, recipe } = detail.registration;
  const description = detail.annotations.description ?? detail.registration.description;
  return {
    type: "version",
    version: head(detail),
    ...(description !== undefined && { description }),
    source,
    artifacts: detail.artifacts,
    recipe,
    parents: parents.map(head),
    children: children.map(head),
    ...(production && production.id !== detail.id && { production: head(production) }),
    history,
    productionHistory,
    targets,
    canRollBack,
  };
}

async function compareSnapshot(
  registry: RemoteRegistry,
  { versions }: PageSubject & { page: "compare" },
): Promise<CompareSnapshot> {
  const details = await registry.call("versionDetails", { versions });
  return {
    type: "compare",
    versions: details.map((detail) => ({ ...head(detail), recipe: detail.registration.recipe })),
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

function compareTitle({ versions }: CompareSnapshot): string {
  const shown = versions.slice(0, 3).map(versionTitle).join(", ");
  return `Compare ${shown}${versions.length > 3 ? "…" : ""}`;
}

/** Only what the protocol names crosses to the page. */
function head(version: Version): VersionHead {
  const { id, model, number, claimedNumber, stage, stageSince, registeredAt, registeredBy } =
    version;
  const { digest, size, metrics, rolledBackAt } = version;
  return {
    id,
    model,
    number,
    ...(claimedNumber !== undefined && { claimedNumber }),
    stage,
    stageSince,
    registeredAt,
    registeredBy,
    digest,
    size,
    metrics,
    ...(rolledBackAt !== undefined && stage !== productionStage && { rolledBackAt }),
  };
}
