import { html, nothing, type TemplateResult } from "lit";
import type { LineageNode } from "../../src/core/lineage/lineage-node.ts";
import { count } from "../../src/core/text/format.ts";
import { actionButton, type ActionButton } from "../ui/button.ts";
import { link } from "../ui/links.ts";
import { factList, fold } from "../ui/section.ts";
import { host } from "./host.ts";
import type { LineageIndex } from "./lineage-index.ts";
import { nodeFacts } from "./node-facts.ts";
import { nodeIcon } from "./node-icon.ts";
import { isDeleted, nodeKinds } from "./node-kinds.ts";
import { onlyHolder, openNode } from "./open-node.ts";
import { reachOf, relationsOf } from "./relations.ts";
import { shortcutList } from "./shortcuts.ts";

/** Parts of the page's state and actions that the details use. */
export interface DetailsProps {
  readonly index: LineageIndex;
  readonly node: LineageNode | undefined;
  readonly select: (id: string) => void;
}

/** Neighbours listed before the rest is folded. */
const listed = 6;

/** The selected node: its facts, what can be done with it, and its direct relations. */
export function details(props: DetailsProps): TemplateResult {
  const { index, node } = props;
  if (!node) {
    return html`<aside class="details" aria-label="Details">
      <p class="muted">
        Select a node to see what it was made of, what became of it, and how to open it.
      </p>
      ${shortcutList()}
    </aside>`;
  }
  return html`<aside class="details" aria-label="Details">
    <div class="details-head ${isDeleted(node) ? "deleted" : ""}">
      <h2>${nodeIcon(node)} ${node.label}</h2>
      <span class="muted">${isDeleted(node) ? "Deleted version" : nodeKinds[node.kind].one}</span>
    </div>
    ${actions(index, node)} ${factList(nodeFacts(node))}
    ${relationsOf(index, node.id)
      .filter(({ phrase }) => phrase !== "is in")
      .map(({ phrase, others }) => relation(props, phrase, others))}
    ${reach(props, node.id)}
  </aside>`;
}

function actions(index: LineageIndex, node: LineageNode): TemplateResult | typeof nothing {
  const buttons = buttonsFor(index, node);
  return buttons.length === 0
    ? nothing
    : html`<div class="actions" role="group" aria-label="Actions">
        ${buttons.map(actionButton)}
      </div>`;
}

function buttonsFor(index: LineageIndex, node: LineageNode): readonly ActionButton[] {
  const open = (label: string): ActionButton => ({
    label,
    title: `${label} (Enter)`,
    primary: true,
    run: () => {
      openNode(index, node);
    },
  });
  switch (node.kind) {
    case "dataset":
      return node.path === undefined ? [] : [open("Open file")];
    case "features":
    case "run":
    case "external":
    case "model":
      return [];
    case "commit":
      return [open("Show commit")];
    case "version":
      if (node.deleted) return [];
      return [
        open("Open version"),
        {
          label: "Compare with…",
          run: () => {
            host.send({ type: "choose-versions", versions: [node.version] });
          },
        },
      ];
    case "stage": {
      const holder = onlyHolder(index, node.id);
      return holder ? [open(`Open ${holder.label}`)] : [];
    }
  }
}

function relation(props: DetailsProps, phrase: string, ids: readonly string[]): TemplateResult {
  const title = phrase.charAt(0).toUpperCase() + phrase.slice(1);
  return html`<div class="details-relation">
    <h3>${title} ${ids.length > 1 ? html`<span class="count">${ids.length}</span>` : nothing}</h3>
    ${nodeList(props, ids.slice(0, listed))}
    ${
      ids.length > listed
        ? fold(`${ids.length - listed} more`, nodeList(props, ids.slice(listed)))
        : nothing
    }
  </div>`;
}

function nodeList({ index, select }: DetailsProps, ids: readonly string[]): TemplateResult {
  return html`<ul>
    ${ids.map((id) => {
      const node = index.node(id);
      if (!node) return nothing;
      return html`<li class="details-item ${isDeleted(node) ? "deleted" : ""}">
        ${nodeIcon(node)}${link(index.name(id), `Select ${index.name(id)}`, () => {
          select(id);
        })}
        ${isDeleted(node) ? html`<span class="muted">deleted</span>` : nothing}
      </li>`;
    })}
  </ul>`;
}

function reach(props: DetailsProps, id: string): TemplateResult | typeof nothing {
  const reached = reachOf(props.index, id);
  if (reached.length === 0) return nothing;
  return html`<div class="details-relation">
    <h3 title="The stages that depend on it, and through which versions">Reaches</h3>
    ${reached.map(
      ({ stage, versions }) =>
        html`<div class="details-reach">
          ${nodeList(props, [stage])}
          <span class="muted">
            through
            ${
              versions.length > listed
                ? count(versions.length, "version")
                : versions.map((version) => props.index.name(version)).join(", ")
            }
          </span>
        </div>`,
    )}
  </div>`;
}
