import type { FileAdvice, FileFault } from "../../../../src/core/refusals/files/file-fault.ts";
import type { SourceRefusals } from "../../../../src/core/refusals/files/source-refusals.ts";
import type { GitFault } from "../../../../src/core/refusals/git/git-problem.ts";
import type { GitAdvice, GitTask } from "../../../../src/core/refusals/git/git-task.ts";
import type { RefusalOf } from "../../../../src/core/refusals/refusal-data.ts";
import type { ServerFault } from "../../../../src/core/refusals/sharing/server-problem.ts";
import { title, type Samples } from "./sample-data.ts";

type Unusable = RefusalOf<"file-unusable">;
type Failed = RefusalOf<"git-failed">;

const faults: readonly FileFault[] = [
  ...(
    [
      "dangling-link",
      "circular-link",
      "link-to-folder",
      "link-to-special-file",
      "link-out-of-folder",
      "not-permitted",
      "folder",
      "pipe",
      "socket",
      "device",
      "neither-file-nor-folder",
      "link-out-of-workspace",
      "link-into-itself",
      "workspace-folder",
      "outside-workspace",
      "changed",
      "no-uri",
      "no-database",
      "in-use",
      "no-history",
      "no-runs",
    ] as const
  ).map((kind) => ({ kind })),
  { kind: "system", error: "EIO" },
  { kind: "too-large", most: 8 * 1024 * 1024 },
  { kind: "too-much-yaml", most: 256 * 1024 },
  { kind: "too-many-files", most: 100_000 },
  { kind: "too-many-packages", most: 5000 },
  { kind: "encoding", encoding: "UTF-8" },
  { kind: "syntax", format: "JSON", error: "Unexpected token" },
  { kind: "metadata", error: "holds no fields" },
  { kind: "pointer", tool: "Git LFS", size: 12_000_000, others: 0 },
  { kind: "pointer", tool: "DVC", target: "data.csv", others: 1 },
  { kind: "pointer", tool: "git-annex", others: 2 },
];
const gitFaults: readonly GitFault[] = [
  { kind: "none" },
  { kind: "elsewhere" },
  { kind: "not-installed" },
  { kind: "no-git-directory" },
  { kind: "names-another" },
  { kind: "links-elsewhere" },
  { kind: "not-pointed-back", repair: "set-work-tree", root: "/home/ada/fraud" },
  { kind: "not-pointed-back", repair: "repair-worktree", root: "/home/ada/fraud" },
  { kind: "untold" },
  { kind: "of-another-user" },
  { kind: "no-commit" },
  { kind: "commit-not-recorded" },
  { kind: "no-names-of-gto" },
  { kind: "tag-elsewhere" },
  { kind: "notes-stand-for", ref: "refs/notes/model-registry", target: "refs/heads/main" },
];
const serverFaults: readonly ServerFault[] = [
  { kind: "no-url" },
  { kind: "redirects-upload" },
  { kind: "too-large" },
  { kind: "no-mlflow" },
  { kind: "no-hub" },
  { kind: "no-lfs" },
  { kind: "no-commit" },
  { kind: "no-upload-modes" },
  { kind: "takes-no-uploads", place: "s3://models/fraud" },
  { kind: "file-not-storable", path: "a:b.bin" },
  { kind: "other-bytes", path: "model.onnx" },
  { kind: "too-many-files", model: "team/fraud" },
  { kind: "broke-off", path: "model.onnx", written: 3, size: 5 },
];
const advices: readonly FileAdvice[] = [
  "check-or-leave-out",
  "check-path",
  "check-path-and-choose",
  "check-permission",
  "check-target",
  "choose-file-or-folder",
  "choose-other",
  "choose-smaller",
  "copy-into-workspace",
  "correct",
  "correct-metadata",
  "list-one-environment",
  "name-itself",
  "pack",
  "save-as-utf8",
  "wait",
  "write-as-json",
  "write-history",
  "write-uri",
  { fetch: "dvc pull data.csv.dvc." },
];
const file = "metrics.json";
const unusable = { code: "file-problem", reason: "file-unusable", file } as const;

const gitTasks: readonly GitTask[] = [
  { kind: "import" },
  { kind: "compare-commits", from: "0".repeat(40), to: "1".repeat(40) },
  { kind: "anchor" },
  { kind: "reproduce", title },
  { kind: "publish", title },
  { kind: "check-out", title },
  { kind: "apply-patch", title },
];
const gitAdvices: readonly GitAdvice[] = [
  "clone-to-compare",
  "clone-to-reproduce",
  "clone-to-show",
  "clone-to-import",
  "commit-first",
  "rename-model",
  "fetch-branch",
  "fetch-branches",
  "fetch-commit",
  "init",
  "trust-owner",
  { remove: "refs/notes/model-registry" },
];
const failed = { code: "file-problem", reason: "git-failed", problem: "bad object" } as const;
const toShow: GitTask = { kind: "show-commit", commit: "0".repeat(40) };
const value = { code: "invalid-request", name: "auc" } as const;

export const sourceSamples: Samples<keyof SourceRefusals> = {
  "file-unusable": [
    { ...unusable, line: 3, fault: { kind: "missing" }, advice: "check-and-choose" },
    ...faults.map((fault): Unusable => ({ ...unusable, fault, advice: "correct" })),
    ...advices.map((advice): Unusable => ({ ...unusable, fault: { kind: "folder" }, advice })),
  ],
  "git-failed": [
    { ...failed, task: toShow, advice: "repair" },
    ...gitTasks.map((task): Failed => ({ ...failed, task, advice: "repair" })),
    ...gitFaults.map((problem): Failed => ({ ...failed, problem, task: toShow, advice: "repair" })),
    ...gitAdvices.map((advice): Failed => ({ ...failed, task: toShow, advice })),
  ],
  "server-failed": [
    {
      code: "server-problem",
      reason: "server-failed",
      server: "https://mlflow.example.org",
      problem: "connect ECONNREFUSED 127.0.0.1:5000",
      advice: "reach",
    },
    {
      code: "server-problem",
      reason: "server-failed",
      server: "https://mlflow.example.org",
      problem: { kind: "status", status: 403 },
      advice: "authorize",
    },
    {
      code: "server-problem",
      reason: "server-failed",
      server: "https://mlflow.example.org",
      problem: { kind: "status", status: 500 },
      advice: "look",
    },
    ...serverFaults.map((problem): RefusalOf<"server-failed"> => ({
      code: "server-problem",
      reason: "server-failed",
      server: "https://mlflow.example.org",
      problem,
      advice: "look",
    })),
  ],
  "value-name-invalid": [
    { ...value, reason: "value-name-invalid", kind: "metric" },
    { ...value, reason: "value-name-invalid", kind: "parameter" },
  ],
  "value-not-recorded": [
    { ...value, reason: "value-not-recorded", kind: "metric", problem: "it is no number" },
    { ...value, reason: "value-not-recorded", kind: "parameter", problem: "it is too long" },
  ],
};
