import type { ArtifactRefusals } from "./files/artifact-refusals.ts";
import type { FileRefusals } from "./files/file-refusals.ts";
import type { SourceRefusals } from "./files/source-refusals.ts";
import type { TargetRefusals } from "./files/target-refusals.ts";
import type { LedgerRefusals } from "./ledger/ledger-refusals.ts";
import type { RedactionRefusals } from "./ledger/redaction-refusals.ts";
import type { StorageRefusals } from "./ledger/storage-refusals.ts";
import type { AbTestRefusals } from "./lifecycle/abtest-refusals.ts";
import type { ApprovalRefusals } from "./lifecycle/approval-refusals.ts";
import type { LifecycleRefusals } from "./lifecycle/lifecycle-refusals.ts";
import type { PolicyRefusals } from "./lifecycle/policy-refusals.ts";
import type { RetentionRefusals } from "./lifecycle/retention-refusals.ts";
import type { ObservationRefusals } from "./runs/observation-refusals.ts";
import type { RunRefusals } from "./runs/run-refusals.ts";
import type { BundleRefusals } from "./sharing/bundle-refusals.ts";
import type { RemoteRefusals } from "./sharing/remote-refusals.ts";
import type { AnnotationRefusals } from "./versions/annotation-refusals.ts";
import type { ModelRefusals } from "./versions/model-refusals.ts";
import type { RegistrationRefusals } from "./versions/registration-refusals.ts";
import type { ReportRefusals } from "./versions/report-refusals.ts";
import type { ReproductionRefusals } from "./versions/reproduction-refusals.ts";
import type { RetrievalRefusals } from "./versions/retrieval-refusals.ts";
import type { SelectionRefusals } from "./versions/selection-refusals.ts";
import type { VersionRefusals } from "./versions/version-refusals.ts";

/**
 * Code of a refusal. Stable, as scripts rely on it; a code can stand for several reasons, which are
 * the program's own.
 */
export type RefusalCode =
  | "unknown-model"
  | "unknown-version"
  | "version-deleted"
  | "version-in-use"
  | "retention-period"
  | "unknown-stage"
  | "unknown-artifact"
  | "unknown-request"
  | "unknown-alias"
  | "unknown-tag"
  | "unknown-experiment"
  | "unknown-run"
  | "unknown-test"
  | "model-exists"
  | "experiment-exists"
  | "run-exists"
  | "test-exists"
  | "model-not-empty"
  | "invalid-request"
  | "already-registered"
  | "dangerous-file"
  | "already-in-stage"
  | "stage-taken"
  | "transition-not-allowed"
  | "invalid-policy"
  | "gates-failed"
  | "not-permitted"
  | "hooks-not-allowed"
  | "hook-failed"
  | "command-failed"
  | "nothing-to-roll-back-to"
  | "artifact-missing"
  | "artifact-changed"
  | "figures-unread"
  | "ledger-damaged"
  | "ledger-missing"
  | "read-only"
  | "busy"
  | "server-problem"
  | "outcome-unknown"
  | "no-remote"
  | "remote-not-approved"
  | "remote-unreachable"
  | "remote-denied"
  | "remote-damaged"
  | "other-registry"
  | "recorded"
  | "cancelled"
  | "file-exists"
  | "file-problem";

/** Code and data of each reason to refuse. */
export interface RefusalData
  extends
    ReportRefusals,
    FileRefusals,
    AnnotationRefusals,
    ApprovalRefusals,
    LedgerRefusals,
    LifecycleRefusals,
    AbTestRefusals,
    ModelRefusals,
    ObservationRefusals,
    PolicyRefusals,
    BundleRefusals,
    RemoteRefusals,
    RedactionRefusals,
    RetentionRefusals,
    RetrievalRefusals,
    RunRefusals,
    StorageRefusals,
    ArtifactRefusals,
    SourceRefusals,
    RegistrationRefusals,
    ReproductionRefusals,
    TargetRefusals,
    SelectionRefusals,
    VersionRefusals {}

export type RefusalReason = keyof RefusalData;

/** Data that every refusal can have. */
interface AnyRefusal {
  /** Freed before it stopped; that is not undone. */
  readonly freed?: { readonly objects: number; readonly bytes: number };
}

/** A refusal for one of the reasons `R`. */
export type RefusalOf<R extends RefusalReason> = {
  [Each in R]: AnyRefusal & { readonly reason: Each } & RefusalData[Each];
}[R];

/**
 * Failure of a request as data: a code, a reason, and what belongs to it. Each front end words it
 * in one place (`src/editor/refusals`, `src/cli/refusals`).
 */
export type Refusal = RefusalOf<RefusalReason>;
