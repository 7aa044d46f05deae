import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from "vscode";
import { isHeld } from "../../core/artifact.ts";
import { digestText } from "../../core/digests.ts";
import { count, formatAge, formatBytes, shortCount } from "../../core/format.ts";
import type { ModelDescription, Verdict } from "../../core/inspection.ts";
import {
  allowedTargets,
  approvedTargets,
  firstStage,
  productionStage,
  retirementStage,
} from "../../core/policy.ts";
import { verdictWords } from "../../core/verdict-words.ts";
import { versionReference, versionTitle, type Version } from "../../core/version.ts";
import { policyUri } from "../policy-file.ts";
import { approvalItem, approvalsItem } from "./approval-item.ts";
import { mainMetricText } from "./main-metric.ts";
import { stageIcon } from "./stage-icon.ts";
import type { ArtifactNode, TreeNode, VersionNode } from "./tree-nodes.ts";

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
      });
    case "failure":
      return item(node.text, None, {
        iconPath: new ThemeIcon("error", new ThemeColor("list.errorForeground")),
        contextValue: "failure",
        tooltip: "This could not be read. Select to show the log.",
        command: { command: "modelRegistry.showLog", title: "Show Log" },
      });
    case "damage":
      return item(node.text, None, {
        iconPath: new ThemeIcon("warning", new ThemeColor("list.warningForeground")),
        contextValue: "damage",
        tooltip: `${node.text}\n${node.advice}\nSelect to verify everything.`,
        command: { command: "modelRegistry.verify", title: "Verify Registry" },
      });
    case "policy-problem":
      return item(node.text, None, {
        iconPath: new ThemeIcon("warning", new ThemeColor("list.warningForeground")),
        contextValue: "policy-problem",
        tooltip: "Until the policy is corrected, no version changes its stage. Select to open it.",
        command: {
          command: "vscode.open",
          title: "Open Policy",
          arguments: [policyUri(node.in.folder)],
        },
      });
    case "model":
      return modelItem(node);
    case "stage":
      return item(node.stage, node.stage === "Archived" ? Collapsed : Expanded, {
        iconPath: stageIcon(node.stage),
        contextValue: "stage",
      });
    case "approvals":
      return approvalsItem(node);
    case "approval":
      return approvalItem(node);
    case "version":
      return versionItem(node);
    case "artifact":
      return artifactItem(node);
    case "more":
      return item("Show more…", None, {
        iconPath: new ThemeIcon("more"),
        contextValue: "more",
        command: {
          command: "modelRegistry.showMore",
          title: "Show More Versions",
          arguments: [node],
        },
      });
  }
}

function modelItem({ overview: { model, production } }: TreeNode & { kind: "model" }): TreeItem {
  const versions = count(model.versionCount, "version");
  const holder = production ? `Production ${production.number}` : "no Production";
  return item(model.name, Expanded, {
    description: `${holder} · ${versions}`,
    iconPath: new ThemeIcon("package"),
    contextValue: `model${production ? " hasProduction" : ""}`,
    tooltip: `${model.name}\n${holder}, ${versions}`,
    accessibilityInformation: { label: `Model ${model.name}, ${holder}, ${versions}` },
  });
}

function versionItem(node: VersionNode): TreeItem {
  const {
    in: { folder },
    version,
    production,
    named,
  } = node;
  const metric = mainMetricText(version, production, folder.uri);
  const age = formatAge(version.registeredAt, Date.now());
  const stage = version.stage === "None" ? undefined : version.stage;
  const note = version.rolledBackAt ? "rolled back" : undefined;
  const aliases = version.aliases?.join(", ");
  const facts = [stage, note, metric, age, aliases].filter((fact) => fact !== undefined);
  return item(versionLabel(version, named), Collapsed, {
    description: facts.join("  "),
    iconPath: stageIcon(version.stage, node.policy),
    contextValue: versionContext(node),
    accessibilityInformation: {
      label: `${versionTitle(version)}, ${version.stage === "None" ? "no stage" : version.stage}, ${facts.slice(stage ? 1 : 0).join(", ")}`,
    },
    command: {
      command: "modelRegistry.showVersion",
      title: "Show Version",
      arguments: [{ folder: folder.uri.toString(), version: version.id }],
    },
  });
}

/** `5 · 1.2.0`, under a stage `fraud 5 · 1.2.0`. */
function versionLabel(version: Version, named: boolean): string {
  const number = named ? versionTitle(version) : String(version.number);
  return version.label === undefined ? number : `${number} · ${version.label}`;
}

/** Flags that the menus ask for. */
function versionContext({ version, production, policy }: VersionNode): string {
  const targets = allowedTargets(policy, version.stage).map(String);
  // Going back to the beginning or out of use is not what “Promote” promises.
  const notPromotions = new Set<string>([firstStage(policy), retirementStage(policy), "Rejected"]);
  const isProduction = version.stage === productionStage;
  const flags: [string, boolean][] = [
    ["promotable", targets.some((target) => !notPromotions.has(target))],
    ["archivable", targets.includes("Archived")],
    ["rejectable", targets.includes("Rejected")],
    ["rollBackable", isProduction],
    ["requestable", approvedTargets(policy, version.stage).length > 0],
    ["hasAlias", (version.aliases ?? []).length > 0],
    ["comparable", production !== undefined && !isProduction],
  ];
  return ["version", ...flags.flatMap(([flag, set]) => (set ? [flag] : []))].join(" ");
}

function artifactItem({ version, artifact, description }: ArtifactNode): TreeItem {
  const { size, role } = artifact;
  const facts = [
    ...(size === undefined ? [] : [formatBytes(size)]),
    role,
    ...(isHeld(artifact) ? [] : ["by reference"]),
    ...modelFacts(description),
  ];
  return item(artifact.path, None, {
    // The resource gives the icon of the file type; the description says the rest.
    resourceUri: Uri.from({ scheme: "model-registry-artifact", path: `/${artifact.path}` }),
    iconPath: artifactIcon(description?.verdict),
    description: facts.join(" · "),
    contextValue: "artifact",
    tooltip: [
      `${artifact.path} of ${versionReference(version)}`,
      [role, size === undefined ? "size not known" : `${size.toLocaleString()} bytes`].join(", "),
      ...(isHeld(artifact)
        ? [`SHA-256 ${artifact.sha256}`]
        : [digestText(artifact.digests) ?? "No digest", `Kept at ${artifact.uri}`]),
      ...(description ? [verdictWords[description.verdict].meaning] : []),
      ...(description?.findings ?? []).map(({ message }) => `• ${message}`),
    ].join("\n"),
    accessibilityInformation: { label: `${artifact.path}, ${facts.join(", ")}` },
  });
}

/** `onnx`, `31 k parameters`, `needs code`: what is worth a glance; weights alone are no news. */
function modelFacts(description: ModelDescription | undefined): readonly string[] {
  if (!description) return [];
  const { format, parameterCount, verdict } = description;
  return [
    format,
    ...(parameterCount ? [`${shortCount(parameterCount)} parameters`] : []),
    ...(verdict === "weights-only" ? [] : [verdictWords[verdict].label.toLowerCase()]),
  ];
}

function artifactIcon(verdict: Verdict | undefined): ThemeIcon {
  return verdict === "dangerous"
    ? new ThemeIcon("warning", new ThemeColor("list.errorForeground"))
    : ThemeIcon.File;
}

function item(label: string, state: TreeItemCollapsibleState, rest: Partial<TreeItem>): TreeItem {
  return Object.assign(new TreeItem(label, state), rest);
}
