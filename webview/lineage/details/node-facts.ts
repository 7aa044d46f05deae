import { html, type TemplateResult } from "lit";
import type { LineageNode, LineageNodeKind } from "../../../src/core/lineage/lineage-node.ts";
import { besideCommit } from "../../../src/core/model/git-state-text.ts";
import type { GitState } from "../../../src/core/model/recipe.ts";
import { formatBytes } from "../../../src/core/text/format.ts";
import { age } from "../../ui/age.ts";
import { copyButton } from "../../ui/copy-button.ts";
import { digest } from "../../ui/digest.ts";
import { fileLink } from "../../ui/links.ts";
import { stageBadge } from "../../ui/stage-badge.ts";

type Fact = readonly [name: string, value: unknown];

const number = new Intl.NumberFormat();

/** Names of columns that are shown of a feature set. */
const namesShown = 40;

/** Returns the facts about a node, as names and values. */
export function nodeFacts(node: LineageNode): readonly Fact[] {
  switch (node.kind) {
    case "dataset":
      return datasetFacts(node);
    case "features":
      return featureFacts(node);
    case "run":
      return runFacts(node);
    case "external":
      return [["Place", copied(node.uri, "address")]];
    case "commit":
      return commitFacts(node);
    case "version":
      return versionFacts(node);
    case "model":
      return [
        ["Versions", number.format(node.versions)],
        ["Changed", age(node.changedAt)],
      ];
    case "stage":
      return [["Model", node.model]];
  }
}

type Node<Kind extends LineageNodeKind> = Extract<LineageNode, { kind: Kind }>;

function datasetFacts(node: Node<"dataset">): readonly Fact[] {
  return [
    ...(node.path === undefined ? [] : [["File", fileLink(node.path)] as const]),
    ...(node.uri === undefined ? [] : [["Place", copied(node.uri, "address")] as const]),
    ...(node.size === undefined ? [] : [["Size", formatBytes(node.size)] as const]),
    ...optional("Rows", node.rows),
    ...optional("Columns", node.columns),
    ...(node.content === undefined ? [] : [["Digest", digest(node.content)] as const]),
  ];
}

function featureFacts({ columns }: Node<"features">): readonly Fact[] {
  if (!columns) return [];
  return [
    ["Columns", number.format(columns.length)],
    ["Names", namesText(columns)],
  ];
}

function runFacts({ run, experiment, uri }: Node<"run">): readonly Fact[] {
  return [
    ["Run", copied(run, "run id")],
    ...(experiment === undefined ? [] : [["Experiment", experiment] as const]),
    ...(uri === undefined ? [] : [["Place", copied(uri, "address")] as const]),
  ];
}

function commitFacts(node: Node<"commit">): readonly Fact[] {
  return [
    ["Subject", node.subject],
    [
      "Commit",
      html`<span class="with-action">
        <code title=${node.commit}>${node.label}</code>${copyButton(node.commit, "commit")}
      </span>`,
    ],
    ...(node.branch === undefined ? [] : [["Branch", node.branch] as const]),
    ["Author", node.author],
    ["Committed", age(node.committedAt)],
  ];
}

function versionFacts(node: Node<"version">): readonly Fact[] {
  return [
    ...(node.deleted
      ? ([
          ["Deleted", html`${age(node.deleted.at)} by ${node.deleted.by}`],
          ["Reason", node.deleted.reason],
          ["Was in", stageBadge(node.stage)],
        ] as const)
      : [["Stage", stageBadge(node.stage)] as const]),
    ["Registered", html`${age(node.registeredAt)} by ${node.registeredBy}`],
    ["Digest", digest(node.digest)],
    ...changesFact(node.changes),
  ];
}

function copied(text: string, what: string): TemplateResult {
  return html`<span class="with-action"
    ><span class="anywhere">${text}</span>${copyButton(text, what)}</span
  >`;
}

function namesText(names: readonly string[]): string {
  const more = names.length - namesShown;
  const text = names.slice(0, namesShown).join(", ");
  return more > 0 ? `${text} and ${number.format(more)} more` : text;
}

function changesFact(state: GitState["state"] | undefined): readonly Fact[] {
  const beside = state && besideCommit({ state });
  return beside === undefined ? [] : [["Code", beside.charAt(0).toUpperCase() + beside.slice(1)]];
}

function optional(name: string, value: number | undefined): readonly Fact[] {
  return value === undefined ? [] : [[name, number.format(value)]];
}
