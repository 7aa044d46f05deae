import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import type { LineageNode, LineageNodeKind } from "../../../src/core/lineage/lineage-node.ts";
import type { Timestamp } from "../../../src/core/model/ids.ts";
import { besideCommit } from "../../../src/core/model/recipe/git-state-text.ts";
import type { GitState } from "../../../src/core/model/recipe.ts";
import { durationText } from "../../../src/core/text/duration-text.ts";
import { fixedNumber } from "../../../src/core/text/fixed-number.ts";
import { formatBytes } from "../../../src/core/text/format.ts";
import { age } from "../../ui/age.ts";
import { copyButton, type CopyTexts } from "../../ui/copy-button.ts";
import { digest } from "../../ui/digest.ts";
import { fileLink } from "../../ui/links.ts";
import { stageBadge } from "../../ui/stage-badge.ts";

type Fact = readonly [name: string, value: unknown];

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
      return [[l10n.t("Place"), copied(node.uri, addressTexts())]];
    case "commit":
      return commitFacts(node);
    case "version":
      return versionFacts(node);
    case "model":
      return [
        [l10n.t("Versions"), fixedNumber(node.versions, 0)],
        [l10n.t("Changed"), age(node.changedAt)],
      ];
    case "stage":
      return [[l10n.t("Model"), node.model]];
  }
}

type Node<Kind extends LineageNodeKind> = Extract<LineageNode, { kind: Kind }>;

function datasetFacts(node: Node<"dataset">): readonly Fact[] {
  return [
    ...(node.path === undefined ? [] : [[l10n.t("File"), fileLink(node.path)] as const]),
    ...(node.uri === undefined
      ? []
      : [[l10n.t("Place"), copied(node.uri, addressTexts())] as const]),
    ...(node.size === undefined ? [] : [[l10n.t("Size"), formatBytes(node.size)] as const]),
    ...optional(l10n.t("Rows"), node.rows),
    ...optional(l10n.t("Columns"), node.columns),
    ...(node.content === undefined ? [] : [[l10n.t("Digest"), digest(node.content)] as const]),
  ];
}

function featureFacts({ columns }: Node<"features">): readonly Fact[] {
  if (!columns) return [];
  return [
    [l10n.t("Columns"), fixedNumber(columns.length, 0)],
    [l10n.t("Names"), namesText(columns)],
  ];
}

function runFacts({ run, experiment, took, uri }: Node<"run">): readonly Fact[] {
  return [
    [
      l10n.t("Run"),
      copied(run, {
        label: l10n.t("Copy run id"),
        copied: l10n.t("Run id copied"),
      }),
    ],
    ...(experiment === undefined ? [] : [[l10n.t("Experiment"), experiment] as const]),
    ...(took === undefined ? [] : [[l10n.t("Took"), durationText(took)] as const]),
    ...(uri === undefined ? [] : [[l10n.t("Place"), copied(uri, addressTexts())] as const]),
  ];
}

function commitFacts(node: Node<"commit">): readonly Fact[] {
  return [
    [l10n.t("Subject"), node.subject],
    [
      l10n.t("Commit"),
      html`<span class="with-action">
        <code title=${node.commit}>${node.label}</code>${copyButton(node.commit, {
          label: l10n.t("Copy commit hash"),
          copied: l10n.t("Commit hash copied"),
        })}
      </span>`,
    ],
    ...(node.branch === undefined ? [] : [[l10n.t("Branch"), node.branch] as const]),
    [l10n.t("Author"), node.author],
    [l10n.t("Committed"), age(node.committedAt)],
  ];
}

function versionFacts(node: Node<"version">): readonly Fact[] {
  return [
    ...(node.deleted
      ? ([
          [l10n.t("Deleted"), by(node.deleted.at, node.deleted.by)],
          [l10n.t("Reason"), node.deleted.reason],
          [l10n.t("Was in"), stageBadge(node.stage)],
        ] as const)
      : [[l10n.t("Stage"), stageBadge(node.stage)] as const]),
    [l10n.t("Registered"), by(node.registeredAt, node.registeredBy)],
    [l10n.t("Digest"), digest(node.digest)],
    ...changesFact(node.changes),
  ];
}

/** An age and who it was, which a language may say in another order. */
function by(at: Timestamp, name: string): unknown {
  const [before = "", after = ""] = l10n.t("{0} by {1}", "\u0000", name).split("\u0000");
  return html`${before}${age(at)}${after}`;
}

function addressTexts(): CopyTexts {
  return { label: l10n.t("Copy address"), copied: l10n.t("Address copied") };
}

function copied(text: string, texts: CopyTexts): TemplateResult {
  return html`<span class="with-action"
    ><span class="anywhere">${text}</span>${copyButton(text, texts)}</span
  >`;
}

function namesText(names: readonly string[]): string {
  const more = names.length - namesShown;
  const text = names.slice(0, namesShown).join(", ");
  return more > 0 ? l10n.t("{0} and {1} more", text, fixedNumber(more, 0)) : text;
}

function changesFact(state: GitState["state"] | undefined): readonly Fact[] {
  const beside = state && besideCommit({ state });
  return beside === undefined
    ? []
    : [[l10n.t("Code"), beside.charAt(0).toUpperCase() + beside.slice(1)]];
}

function optional(name: string, value: number | undefined): readonly Fact[] {
  return value === undefined ? [] : [[name, fixedNumber(value, 0)]];
}
