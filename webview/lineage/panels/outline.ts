import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { LineageNode } from "../../../src/core/lineage/lineage-node.ts";
import { groupBy } from "../../ui/group-by.ts";
import { emptyNote } from "../../ui/section.ts";
import type { LineageIndex } from "../nodes/lineage-index.ts";
import { nodeIcon, stageMark } from "../nodes/node-icon.ts";
import { isDeleted, kindNames, kindsInLists } from "../nodes/node-kinds.ts";

/** Parts of the page's state and actions that the outline uses. */
export interface OutlineProps {
  readonly index: LineageIndex;
  /** The nodes to list: those of the kinds shown, or what the search has found. */
  readonly nodes: readonly LineageNode[];
  readonly searching: boolean;
  readonly selected: string | undefined;
  readonly spoken: (node: LineageNode) => string;
  readonly select: (id: string) => void;
  readonly open: (id: string) => void;
}

/**
 * The graph as a list, by kind: what the canvas shows, for the keyboard and for screen readers. The
 * arrow keys select, in step with the canvas, and Enter opens.
 */
export function outline(props: OutlineProps): TemplateResult {
  const groups = groupBy(props.nodes, (node) => node.kind);
  const ordered = kindsInLists.flatMap((kind) => groups.get(kind) ?? []);
  const rows = new Map(ordered.map((node, row) => [node.id, row]));
  const active = props.selected === undefined ? undefined : rows.get(props.selected);
  return html`<nav class="outline" aria-label=${l10n.t("Outline")}>
    ${
      ordered.length === 0
        ? emptyNote(props.searching ? l10n.t("Nothing matches.") : l10n.t("Every kind is hidden."))
        : nothing
    }
    <div
      class="outline-list"
      role="listbox"
      tabindex="0"
      aria-label=${l10n.t("Lineage")}
      aria-activedescendant=${active === undefined ? nothing : rowId(active)}
      ?hidden=${ordered.length === 0}
      @keydown=${(event: KeyboardEvent) => {
        onKey(event, ordered, active, props);
      }}
    >
      ${kindsInLists.map((kind) => {
        const nodes = groups.get(kind);
        if (!nodes) return nothing;
        const many = kindNames(kind);
        return html`<div role="group" aria-label=${many}>
          <div class="outline-kind" aria-hidden="true">
            ${many}<span class="count">${nodes.length}</span>
          </div>
          ${nodes.map((node) => option(node, rows.get(node.id) ?? 0, props))}
        </div>`;
      })}
    </div>
  </nav>`;
}

/** Scrolls the selected row into sight. */
export function revealSelectedRow(): void {
  document.querySelector(".outline-row[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
}

function option(node: LineageNode, row: number, props: OutlineProps): TemplateResult {
  const { index, selected, spoken, select, open } = props;
  return html`<div
    class="outline-row ${isDeleted(node) ? "deleted" : ""}"
    role="option"
    id=${rowId(row)}
    aria-selected=${String(node.id === selected)}
    aria-label=${spoken(node)}
    title=${spoken(node)}
    @click=${() => {
      select(node.id);
    }}
    @dblclick=${() => {
      open(node.id);
    }}
  >
    ${nodeIcon(node)}${name(node, index.name(node.id))}${
      node.kind === "version"
        ? html`<span class="outline-stage"
            >${stageMark(node)} ${node.deleted ? l10n.t("Deleted") : node.stage}</span
          >`
        : nothing
    }
  </div>`;
}

/**
 * Renders a name. The end of a version's or dataset's name, which identifies it, is never cut off.
 */
function name(node: LineageNode, text: string): TemplateResult {
  const end = node.kind === "version" || node.kind === "dataset" ? text.lastIndexOf(" ") : -1;
  return html`<span class="outline-name">${end < 0 ? text : text.slice(0, end)}</span>${
      end < 0 ? nothing : html`<span class="outline-end">${text.slice(end + 1)}</span>`
    }`;
}

function rowId(row: number): string {
  return `outline-${row}`;
}

function onKey(
  event: KeyboardEvent,
  ordered: readonly LineageNode[],
  active: number | undefined,
  props: OutlineProps,
): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter") {
    if (props.selected !== undefined && active !== undefined) props.open(props.selected);
    return;
  }
  const target = rowFor(event.key, active, ordered.length - 1);
  const node = target === undefined ? undefined : ordered[target];
  if (!node) return;
  event.preventDefault();
  props.select(node.id);
}

function rowFor(key: string, active: number | undefined, last: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return active === undefined ? 0 : Math.min(active + 1, last);
    case "ArrowUp":
      return active === undefined ? last : Math.max(active - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
