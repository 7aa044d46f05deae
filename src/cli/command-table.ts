import type { CommandEntry } from "./command-entry.ts";
import { productionCommands } from "./production-commands.ts";
import { runCommands } from "./run-commands.ts";
import { serverCommands } from "./server-commands.ts";
import { sharingCommands } from "./sharing-commands.ts";

/** All commands, in the order in which the help lists them. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: "init",
    parameters: "",
    summary: "Create the registry of a workspace folder, if it has none.",
    load: async () => (await import("./commands/setup/init.ts")).defineInit,
  },
  {
    name: "register",
    parameters: "<path...>",
    summary: "Register files or folders as a new version of a model.",
    load: async () => (await import("./commands/versions/register.ts")).defineRegister,
  },
  {
    name: "import",
    parameters: "[path...]",
    summary: "Import versions that were kept by hand: model_v1.pkl, model_v2_final.pkl and so on.",
    load: async () => (await import("./commands/import/import.ts")).defineImport,
  },
  {
    name: "create",
    parameters: "<name>",
    summary: "Create a model without a version.",
    load: async () => (await import("./commands/models/create.ts")).defineCreate,
  },
  {
    name: "rename",
    parameters: "<name> <new-name>",
    summary: "Give a model another name.",
    load: async () => (await import("./commands/models/rename.ts")).defineRename,
  },
  {
    name: "models",
    parameters: "[filter]",
    summary: "List models: latest version, version in Production, tags, description.",
    load: async () => (await import("./commands/models/models.ts")).defineModels,
  },
  {
    name: "list",
    parameters: "[name]",
    summary: "List versions, newest first: of one model or of all.",
    load: async () => (await import("./commands/versions/list.ts")).defineList,
  },
  {
    name: "search",
    parameters: "[query...]",
    summary: "Find versions by metrics, parameters, tags, stages and what else is recorded.",
    load: async () => (await import("./commands/versions/search.ts")).defineSearch,
  },
  {
    name: "show",
    parameters: "<reference>",
    summary: "Show everything about a version: recipe, artifacts, parents, children, history.",
    load: async () => (await import("./commands/versions/show.ts")).defineShow,
  },
  {
    name: "artifacts",
    parameters: "[name]",
    summary: "List the files of versions, newest version first: of one model or of all.",
    load: async () => (await import("./commands/versions/artifacts.ts")).defineArtifacts,
  },
  {
    name: "compare",
    parameters: "<references...>",
    summary:
      "Compare versions with the first one: metrics with differences, and what else differs.",
    load: async () => (await import("./commands/versions/compare.ts")).defineCompare,
  },
  {
    name: "report",
    parameters: "<reference> [others...]",
    summary:
      "Write a report on a version, or on how versions compare: HTML, Markdown, CSV or JSON.",
    load: async () => (await import("./commands/reports/report.ts")).defineReport,
  },
  {
    name: "card",
    parameters: "<reference>",
    summary: "Write the model card of a version, as the Hugging Face Hub reads it.",
    load: async () => (await import("./commands/reports/report.ts")).defineCard,
  },
  {
    name: "decision",
    parameters: "<reference>",
    summary: "Write the record of the decision that brought a version into a stage.",
    load: async () => (await import("./commands/reports/report.ts")).defineDecision,
  },
  {
    name: "incident",
    parameters: "<name>",
    summary: "Write a report on the last rollback of a model, or on another one.",
    load: async () => (await import("./commands/reports/report.ts")).defineIncident,
  },
  {
    name: "best",
    parameters: "<name>",
    summary: "Print the reference of the version that is best by a metric.",
    load: async () => (await import("./commands/versions/best.ts")).defineBest,
  },
  {
    name: "lineage",
    parameters: "<reference>",
    summary: "Show what a version was made from and what was made from it.",
    load: async () => (await import("./commands/lineage/lineage.ts")).defineLineage,
  },
  {
    name: "impact",
    parameters: "<subject>",
    summary: "List the versions that depend on a dataset, a commit or a version.",
    load: async () => (await import("./commands/lineage/impact.ts")).defineImpact,
  },
  {
    name: "policy",
    parameters: "[action]",
    summary: "Show the active policy, check its file, or create one from a preset.",
    load: async () => (await import("./commands/setup/policy.ts")).definePolicy,
  },
  {
    name: "promote",
    parameters: "<reference>",
    summary: "Move a version to another stage. A version that it replaces there is archived.",
    load: async () => (await import("./commands/lifecycle/promote.ts")).definePromote,
  },
  {
    name: "archive",
    parameters: "<reference>",
    summary: "Move a version to the stage for versions that are no longer in use.",
    load: async () => (await import("./commands/lifecycle/archive.ts")).defineArchive,
  },
  {
    name: "reject",
    parameters: "<reference>",
    summary: "Move a version to the stage for versions that will not be used.",
    load: async () => (await import("./commands/lifecycle/archive.ts")).defineReject,
  },
  {
    name: "request",
    parameters: "<reference>",
    summary: "Request approval for a version to enter a stage.",
    load: async () => (await import("./commands/lifecycle/approvals.ts")).defineRequest,
  },
  {
    name: "approvals",
    parameters: "[request]",
    summary: "List open approval requests, oldest first, or wait for the answer to one.",
    load: async () => (await import("./commands/lifecycle/list-approvals.ts")).defineApprovals,
  },
  {
    name: "approve",
    parameters: "<request>",
    summary: "Approve somebody else's request.",
    load: async () => (await import("./commands/lifecycle/approvals.ts")).defineApprove,
  },
  {
    name: "deny",
    parameters: "<request>",
    summary: "Deny a request, which closes it.",
    load: async () => (await import("./commands/lifecycle/approvals.ts")).defineDeny,
  },
  {
    name: "withdraw",
    parameters: "<request>",
    summary: "Withdraw a request of your own.",
    load: async () => (await import("./commands/lifecycle/approvals.ts")).defineWithdraw,
  },
  {
    name: "rollback",
    parameters: "<name>",
    summary: "Restore a version that was in the stage before, after verifying its bytes.",
    load: async () => (await import("./commands/lifecycle/rollback.ts")).defineRollback,
  },
  {
    name: "delete",
    parameters: "<reference>",
    summary:
      "Delete a version that nothing refers to, and free its bytes; or a model without versions.",
    load: async () => (await import("./commands/versions/delete.ts")).defineDelete,
  },
  {
    name: "retention",
    parameters: "",
    summary: "Show what the policy's retention would archive and delete, and why.",
    load: async () => (await import("./commands/retention/retention.ts")).defineRetention,
  },
  {
    name: "gc",
    parameters: "",
    summary: "Remove stored bytes that no version refers to, and say how much space that freed.",
    load: async () => (await import("./commands/retention/gc.ts")).defineGc,
  },
  {
    name: "alias",
    parameters: "<reference> <alias>",
    summary: "Point an alias to a version; an alias that is in use moves there.",
    load: async () => (await import("./commands/annotations/alias.ts")).defineAlias,
  },
  {
    name: "tag",
    parameters: "<subject> [key] [value]",
    summary: "Set, show or remove a tag of a model or a version, or list all.",
    load: async () => (await import("./commands/annotations/tag.ts")).defineTag,
  },
  {
    name: "annotate",
    parameters: "<subject>",
    summary: "Edit the notes of a model or a version: description, team, known issues and so on.",
    load: async () => (await import("./commands/annotations/annotate.ts")).defineAnnotate,
  },
  {
    name: "changelog",
    parameters: "<name>",
    summary: "Show the changelog of a model: its versions and what changed, newest first.",
    load: async () => (await import("./commands/reports/changelog.ts")).defineChangelog,
  },
  {
    name: "reproduce",
    parameters: "[reference]",
    summary: "Reproduce a version in a work tree of its own, and compare the result with it.",
    load: async () => (await import("./commands/reproduction/reproduce.ts")).defineReproduce,
  },
  {
    name: "resolve",
    parameters: "<reference>",
    summary: "Verify a version's bytes and print their absolute path.",
    load: async () => (await import("./commands/versions/resolve.ts")).defineResolve,
  },
  {
    name: "watch",
    parameters: "<reference>",
    summary: "Follow a reference, and run a command when it means another version.",
    load: async () => (await import("./commands/audit/watch.ts")).defineWatch,
  },
  {
    name: "export",
    parameters: "<reference>",
    summary: "Copy the artifacts of a version out of the registry; the copies are verified.",
    load: async () => (await import("./commands/versions/export.ts")).defineExport,
  },
  ...productionCommands,
  ...runCommands,
  {
    name: "log",
    parameters: "[subject]",
    summary: "Show what happened, who did it and why: every event, newest first.",
    load: async () => (await import("./commands/audit/log.ts")).defineLog,
  },
  {
    name: "stages",
    formerName: "history",
    parameters: "",
    summary: "Show which version was in which stage at a moment of the past.",
    load: async () => (await import("./commands/lifecycle/stages.ts")).defineStages,
  },
  {
    name: "verify",
    parameters: "",
    summary: "Verify every byte of the ledger and the artifacts.",
    load: async () => (await import("./commands/audit/verify.ts")).defineVerify,
  },
  {
    name: "repair",
    parameters: "",
    summary: "Repair a registry whose ledger is damaged or has lost events.",
    load: async () => (await import("./commands/audit/repair.ts")).defineRepair,
  },
  {
    name: "redact",
    parameters: "[reference]",
    summary: "Take out a secret or personal data that was recorded, in every clone.",
    load: async () => (await import("./commands/audit/redact.ts")).defineRedact,
  },
  {
    name: "anchor",
    parameters: "",
    summary: "Record the ledger's state in git, or check the ledger against earlier records.",
    load: async () => (await import("./commands/audit/anchor.ts")).defineAnchor,
  },
  ...sharingCommands,
  {
    name: "inspect",
    parameters: "<path>",
    summary:
      "Say what a model file or folder is, and whether it is safe to load, without loading it.",
    load: async () => (await import("./commands/versions/inspect.ts")).defineInspect,
  },
  ...serverCommands,
  {
    name: "completion",
    parameters: "<shell>",
    summary: "Print the script with which a shell completes this command.",
    load: async () => (await import("./commands/setup/completion.ts")).defineCompletion,
  },
];
