import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from "vscode";
import { isHeld } from "../../core/model/artifact.ts";
import { digestText } from "../../core/model/data/digests.ts";
import { verdictWords } from "../../core/model/inspection/verdict-words.ts";
import type { ModelDescription, Verdict } from "../../core/model/inspection.ts";
import { allowedTargets, approvedTargets, stageRule } from "../../core/model/policy.ts";
import { classifyMove, productionStage, stageRole } from "../../core/policy/stage-roles.ts";
import { versionReference, versionTitle, type Version } from "../../core/state/version.ts";
import { formatName } from "../../core/text/display-names.ts";
import { formatAge, formatBytes, shortCount } from "../../core/text/format.ts";
import { formatNumber } from "../../core/text/language.ts";
import { mainMetricText } from "../nodes/main-metric.ts";
import { overviewFacts } from "../nodes/overview-facts.ts";
import { stageIcon } from "../nodes/stage-icon.ts";
import type { ArtifactNode, ModelNode, TreeNode, VersionNode } from "../nodes/tree-nodes.ts";
import { abTestItem, abTestsItem } from "./ab-test-item.ts";
import { approvalItem, approvalsItem } from "./approval-item.ts";
import { conflictsItem } from "./conflicts-item.ts";
import { problemItem } from "./problem-item.ts";
import { nothingFoundItem, searchesItem, searchItem } from "./search-rows.ts";
import { shownFacts } from "./tree-options.ts";

const { Collapsed, Expanded, None } = TreeItemCollapsibleState;

/** Returns the look of a row, with its text for screen readers. */
export function treeItem({ id, node }: { readonly id: string; readonly node: TreeNode }): TreeItem {
  return Object.assign(itemOf(node), { id });
}

function itemOf(node: TreeNode): TreeItem {
  switch (node.kind) {
    case "folder":
      return item(node.in.folder.name, Expanded, {
        iconPath: ThemeIcon.Folder,
        contextValue: "folder",
        accessibilityInformation: { label: l10n.t("Folder {0}", node.in.folder.name) },
      });
    case "model":
      return modelItem(node);
    case "model-group":
      return item(node.label, node.isCollapsed ? Collapsed : Expanded, {
        description: modelCount(node.models.length),
        iconPath: ThemeIcon.Folder,
        contextValue: "model-group",
        tooltip: `${node.path}/\n${modelCount(node.models.length)}`,
        accessibilityInformation: {
          label: `${l10n.t("Models {0}", node.path)}, ${modelCount(node.models.length)}`,
        },
      });
    case "stage":
      return stageItem(node);
    case "version":
      return versionItem(node);
    case "artifact":
      return artifactItem(node);
    case "more":
      return moreItem(node);
    default:
      return sectionItem(node);
  }
}

/** The looks of what stands above and below the models. */
function sectionItem(node: SectionNode): TreeItem {
  switch (node.kind) {
    case "conflicts":
      return conflictsItem(node);
    case "searches":
      return searchesItem(node);
    case "search":
      return searchItem(node);
    case "nothing-found":
      return nothingFoundItem();
    case "approvals":
      return approvalsItem(node);
    case "approval":
      return approvalItem(node);
    case "ab-tests":
      return abTestsItem(node);
    case "ab-test":
      return abTestItem(node);
    default:
      return problemItem(node);
  }
}

type SectionNode = Exclude<
  TreeNode,
  { kind: "folder" | "model" | "model-group" | "stage" | "version" | "artifact" | "more" }
>;

function modelCount(n: number): string {
  return n === 1 ? l10n.t("1 model") : l10n.t("{0} models", formatNumber(n));
}

function byteCount(size: number | undefined): string {
  if (size === undefined) return l10n.t("size not known");
  return size === 1 ? l10n.t("1 byte") : l10n.t("{0} bytes", formatNumber(size));
}

function moreItem(node: TreeNode & { kind: "more" }): TreeItem {
  return item(l10n.t("Show more…"), None, {
    iconPath: new ThemeIcon("more"),
    contextValue: "more",
    command: {
      command: "modelRegistry.showMore",
      title: l10n.t("Show More Versions"),
      arguments: [node],
    },
  });
}

function stageItem(node: TreeNode & { kind: "stage" }): TreeItem {
  const isArchive = stageRole(node.policy, node.stage) === "archive";
  return item(node.stage, isArchive ? Collapsed : Expanded, {
    iconPath: stageIcon(node.stage, node.policy),
    contextValue: "stage",
    accessibilityInformation: { label: l10n.t("Stage {0}", node.stage) },
  });
}

function modelItem({ overview, label, policy, isCollapsed }: ModelNode): TreeItem {
  const { model, production, canRollBack } = overview;
  const facts = overviewFacts(overview, productionStage(policy));
  const isEmpty = model.versionCount === 0;
  const before = model.formerNames ? [l10n.t("formerly {0}", model.formerNames.join(", "))] : [];
  const flags: [string, boolean][] = [
    ["hasProduction", production !== undefined],
    ["rollBackable", canRollBack],
    ["isEmpty", isEmpty],
  ];
  return item(label, isEmpty ? None : isCollapsed ? Collapsed : Expanded, {
    description: facts.join(" · "),
    iconPath: new ThemeIcon("package"),
    contextValue: contextOf("model", flags),
    tooltip: [model.name, facts.join(", "), ...before].join("\n"),
    accessibilityInformation: { label: [l10n.t("Model {0}", model.name), ...facts].join(", ") },
  });
}

function versionItem(node: VersionNode): TreeItem {
  const {
    in: { folder },
    version,
    production,
    named,
  } = node;
  const shown = shownFacts();
  // The end is cut off in a narrow sidebar; the icon says the stage as well.
  const facts = [
    node.alerts?.length ? l10n.t("alert: {0}", node.alerts.join(", ")) : undefined,
    shown.has("aliases") ? version.aliases?.join(", ") : undefined,
    shown.has("metric") ? mainMetricText(version, production, folder.uri, node.metric) : undefined,
    shown.has("age") ? formatAge(version.registeredAt, Date.now()) : undefined,
  ].filter((fact) => fact !== undefined);
  const note = [
    ...(version.rolledBackAt ? [l10n.t("rolled back")] : []),
    ...sharingNotes(node.sharing),
  ];
  const isStaged = stageRole(node.policy, version.stage) !== "start" && shown.has("stage");
  return item(versionLabel(version, named), Collapsed, {
    description: [...facts, ...note, ...(isStaged ? [version.stage] : [])].join(" · "),
    iconPath: versionIcon(node),
    contextValue: versionContext(node),
    accessibilityInformation: {
      label: [versionTitle(version), version.stage, ...note, ...facts].join(", "),
    },
    command: {
      command: "modelRegistry.showVersion",
      title: l10n.t("Show Version"),
      arguments: [{ folder: folder.uri.toString(), version: version.id }],
    },
  });
}

/** Notes that files come from the shared registry first, and that it doesn't have all of this yet. */
function sharingNotes(sharing: VersionNode["sharing"]): readonly string[] {
  if (!sharing) return [];
  return [
    ...(sharing.unshared.length > 0 ? [l10n.t("not shared yet")] : []),
    ...(sharing.away.length > 0 ? [l10n.t("not downloaded")] : []),
  ];
}

/** The icon of the stage; where an alert is open in the colour of errors, beside the words. */
function versionIcon({ version, policy, alerts = [] }: VersionNode): ThemeIcon {
  const icon = stageIcon(version.stage, policy);
  if (alerts.length === 0) return icon;
  return new ThemeIcon(icon.id, new ThemeColor("modelRegistry.errorForeground"));
}

/** `5 · 1.2.0`, under a stage `fraud 5 · 1.2.0`. */
function versionLabel(version: Version, named: boolean): string {
  const number = named ? versionTitle(version) : String(version.number);
  return version.label === undefined ? number : `${number} · ${version.label}`;
}

/** Flags that the menus ask for. */
function versionContext({ version, production, policy, sharing }: VersionNode): string {
  const { stage } = version;
  const kinds = new Set(allowedTargets(policy, stage).map((to) => classifyMove(policy, stage, to)));
  const isProduction = stage === productionStage(policy);
  return contextOf("version", [
    ["promotable", kinds.has("promotion")],
    ["movable", kinds.has("demotion") || kinds.has("reinstatement")],
    ["archivable", kinds.has("archiving")],
    ["rejectable", kinds.has("rejection")],
    ["rollBackable", isProduction && stageRule(policy, stage)?.exclusive === true],
    ["requestable", approvedTargets(policy, stage).length > 0],
    ["hasAlias", (version.aliases ?? []).length > 0],
    ["away", (sharing?.away ?? []).length > 0],
    ["comparable", production !== undefined && !isProduction],
  ]);
}

function contextOf(kind: string, flags: readonly (readonly [string, boolean])[]): string {
  return [kind, ...flags.flatMap(([flag, set]) => (set ? [flag] : []))].join(" ");
}

function artifactItem({ version, artifact, description }: ArtifactNode): TreeItem {
  const { size, role } = artifact;
  const facts = [
    ...(size === undefined ? [] : [formatBytes(size)]),
    role,
    ...(isHeld(artifact) ? [] : [l10n.t("by reference")]),
    ...modelFacts(description),
  ];
  return item(artifact.path, None, {
    // The resource gives the icon of the file type; the description says the rest.
    resourceUri: Uri.from({ scheme: "model-registry-artifact", path: `/${artifact.path}` }),
    iconPath: artifactIcon(description?.verdict),
    description: facts.join(" · "),
    contextValue: "artifact",
    tooltip: [
      l10n.t("{0} of {1}", artifact.path, versionReference(version)),
      [role, byteCount(size)].join(", "),
      ...(isHeld(artifact)
        ? [l10n.t("SHA-256 {0}", artifact.sha256)]
        : [
            digestText(artifact.digests) ?? l10n.t("No digest"),
            l10n.t("Kept at {0}", artifact.uri),
          ]),
      ...(description ? [verdictWords(description.verdict).meaning] : []),
      ...(description?.findings ?? []).map(({ message }) => `• ${message}`),
    ].join("\n"),
    accessibilityInformation: { label: `${artifact.path}, ${facts.join(", ")}` },
  });
}

/** `ONNX`, `31 k parameters`, `needs code`: what is worth a glance; weights alone are no news. */
function modelFacts(description: ModelDescription | undefined): readonly string[] {
  if (!description) return [];
  const { format, parameterCount, verdict } = description;
  return [
    formatName(format),
    ...(parameterCount ? [l10n.t("{0} parameters", shortCount(parameterCount))] : []),
    ...(verdict === "weights-only" ? [] : [verdictWords(verdict).label.toLowerCase()]),
  ];
}

function artifactIcon(verdict: Verdict | undefined): ThemeIcon {
  return verdict === "dangerous"
    ? new ThemeIcon("warning", new ThemeColor("modelRegistry.errorForeground"))
    : ThemeIcon.File;
}

function item(label: string, state: TreeItemCollapsibleState, rest: Partial<TreeItem>): TreeItem {
  return Object.assign(new TreeItem(label, state), rest);
}
