import { html } from "lit";
import { formatBytes } from "../../src/core/format.ts";
import { besideCommit } from "../../src/core/git-state-text.ts";
import type { LineageNode } from "../../src/core/lineage.ts";
import type { GitState } from "../../src/core/recipe.ts";
import { age } from "../ui/age.ts";
import { copyButton } from "../ui/copy-button.ts";
import { digest } from "../ui/digest.ts";
import { fileLink } from "../ui/links.ts";
import { stageBadge } from "../ui/stage-badge.ts";

type Fact = readonly [name: string, value: unknown];

const number = new Intl.NumberFormat();

/** What is known of a node, as names and values. */
export function nodeFacts(node: LineageNode): readonly Fact[] {
  switch (node.kind) {
    case "dataset":
      return [
        ...(node.path === undefined ? [] : [["File", fileLink(node.path)] as const]),
        ...(node.uri === undefined ? [] : [["Place", node.uri] as const]),
        ...(node.size === undefined ? [] : [["Size", formatBytes(node.size)] as const]),
        ...optional("Rows", node.rows),
        ...optional("Columns", node.columns),
        ...(node.content === undefined ? [] : [["Digest", digest(node.content)] as const]),
      ];
    case "commit":
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
    case "version":
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
    case "stage":
      return [["Model", node.model]];
  }
}

function changesFact(state: GitState["state"] | undefined): readonly Fact[] {
  const beside = state && besideCommit({ state });
  return beside === undefined ? [] : [["Code", beside.charAt(0).toUpperCase() + beside.slice(1)]];
}

function optional(name: string, value: number | undefined): readonly Fact[] {
  return value === undefined ? [] : [[name, number.format(value)]];
}
