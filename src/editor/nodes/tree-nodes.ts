import type { Artifact } from "../../core/model/artifact.ts";
import type { Stage } from "../../core/model/ids.ts";
import type { ModelDescription } from "../../core/model/inspection.ts";
import type { Policy } from "../../core/model/policy.ts";
import type { Version } from "../../core/state/version.ts";
import type { AbTestOutline } from "../../registry/abtests/describe-ab-test.ts";
import type { VersionSharing } from "../../registry/exchange/version-sharing.ts";
import type { ModelOverview } from "../../registry/models/overview.ts";
import type { PendingApproval } from "../../registry/versions/pending-approvals.ts";
import type { FolderRegistry } from "../registries.ts";
import type { SavedSearch } from "../saved-searches.ts";

/** Node of the tree. Commands get nodes as their arguments. */
export type TreeNode =
  | { readonly kind: "folder"; readonly in: FolderRegistry }
  | { readonly kind: "failure"; readonly in: FolderRegistry; readonly text: string }
  | {
      readonly kind: "damage";
      readonly in: FolderRegistry;
      readonly text: string;
      /** Suggested step, one sentence. */
      readonly advice: string;
      /** True if “Repair Ledger…” is a remedy. */
      readonly isRepairable: boolean;
    }
  | { readonly kind: "policy-problem"; readonly in: FolderRegistry; readonly text: string }
  | {
      readonly kind: "conflicts";
      readonly in: FolderRegistry;
      /** Number of conflicts that can still be given another outcome. */
      readonly open: number;
    }
  | {
      readonly kind: "searches";
      readonly in: FolderRegistry;
      readonly searches: readonly SavedSearch[];
    }
  | SearchNode
  | { readonly kind: "nothing-found"; readonly in: FolderRegistry }
  | ModelGroupNode
  | ModelNode
  | {
      readonly kind: "stage";
      readonly in: FolderRegistry;
      readonly stage: Stage;
      readonly policy: Policy;
    }
  | {
      readonly kind: "approvals";
      readonly in: FolderRegistry;
      readonly pending: readonly PendingApproval[];
    }
  | ApprovalNode
  | {
      readonly kind: "ab-tests";
      readonly in: FolderRegistry;
      readonly names: readonly string[];
    }
  | AbTestNode
  | VersionNode
  | ArtifactNode
  | {
      readonly kind: "more";
      readonly in: FolderRegistry;
      readonly list: string;
      readonly shown: number;
    };

/** A search that was saved under a name. */
export interface SearchNode {
  readonly kind: "search";
  readonly in: FolderRegistry;
  readonly search: SavedSearch;
}

/** Models whose names begin alike, up to a slash. */
export interface ModelGroupNode {
  readonly kind: "model-group";
  readonly in: FolderRegistry;
  /** Common start of the names, without the slash at its end. */
  readonly path: string;
  /** Part of the path that the row shows. */
  readonly label: string;
  readonly models: readonly ModelOverview[];
  readonly policy: Policy;
  /** There are so many models that rows start collapsed. */
  readonly isCollapsed: boolean;
}

export interface ModelNode {
  readonly kind: "model";
  readonly in: FolderRegistry;
  readonly overview: ModelOverview;
  /** Part of the name that the rows above don't contain. */
  readonly label: string;
  readonly policy: Policy;
  readonly isCollapsed: boolean;
}

export interface VersionNode {
  readonly kind: "version";
  readonly in: FolderRegistry;
  readonly version: Version;
  readonly production: Version | undefined;
  readonly policy: Policy;
  /** True if the label must contain the model's name, as under a stage. */
  readonly named: boolean;
  /** Rules of monitoring for which an alert is open; absent where alerts are not shown. */
  readonly alerts?: readonly string[];
  /** Files that are not here, and events that are not shared; absent if there are none. */
  readonly sharing?: VersionSharing;
  /** Metric by which the list is sorted, which is shown instead of the main one. */
  readonly metric?: string;
}

export interface ApprovalNode {
  readonly kind: "approval";
  readonly in: FolderRegistry;
  readonly pending: PendingApproval;
}

/** An A/B test that is running. */
export interface AbTestNode {
  readonly kind: "ab-test";
  readonly in: FolderRegistry;
  readonly outline: AbTestOutline;
}

export interface ArtifactNode {
  readonly kind: "artifact";
  readonly in: FolderRegistry;
  readonly version: Version;
  readonly artifact: Artifact;
  /** Result of inspecting the file, if it is a model file. */
  readonly description: ModelDescription | undefined;
}

/** Returns a stable name of a node, unique among its siblings, by which rows are identified. */
export function nodeKey(node: TreeNode): string {
  switch (node.kind) {
    case "folder":
      return node.in.folder.uri.toString();
    case "damage":
      return `damage ${node.in.folder.uri.toString()} ${node.text}`;
    case "model-group":
      return `model-group ${node.in.folder.uri.toString()} ${node.path}`;
    case "model":
      return `model ${node.in.folder.uri.toString()} ${node.overview.model.name}`;
    case "stage":
      return `stage ${node.in.folder.uri.toString()} ${node.stage}`;
    case "version":
      return `version ${node.version.id}`;
    case "artifact":
      return `artifact ${node.artifact.path}`;
    case "approval":
      return `approval ${node.pending.request.id}`;
    case "ab-test":
      return `ab-test ${node.outline.test.id}`;
    case "search":
      return `search ${node.search.name}`;
    case "more":
      return "more";
    default:
      return `${node.kind} ${node.in.folder.uri.toString()}`;
  }
}

/** Returns true if a command's argument is a node of the tree. */
export function isTreeNode(value: unknown): value is TreeNode {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    typeof value.kind === "string" &&
    "in" in value
  );
}
