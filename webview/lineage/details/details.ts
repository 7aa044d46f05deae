import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { kindCount } from "../../../src/core/lineage/kind-count.ts";
import type { LineageNode } from "../../../src/core/lineage/lineage-node.ts";
import { formatMetric } from "../../../src/core/metrics/metric-format.ts";
import { fixedNumber } from "../../../src/core/text/fixed-number.ts";
import { actionButton, type ActionButton } from "../../ui/button.ts";
import { link } from "../../ui/links.ts";
import { factList, fold } from "../../ui/section.ts";
import { host } from "../host.ts";
import type { LineagePage, LineageView } from "../lineage-view.ts";
import { hiddenNeighbours } from "../nodes/drawn-nodes.ts";
import type { LineageIndex } from "../nodes/lineage-index.ts";
import { nodeIcon } from "../nodes/node-icon.ts";
import { isDeleted, kindName } from "../nodes/node-kinds.ts";
import { openNode } from "../nodes/open-node.ts";
import { reachOf, relationsOf, versionBefore } from "../nodes/relations.ts";
import { shortcutList } from "../shortcuts.ts";
import type { ViewState } from "../view-state.ts";
import { difference } from "./difference.ts";
import { nodeFacts } from "./node-facts.ts";

/** Parts of the page's state and actions that the details use. */
export interface DetailsProps {
  readonly view: LineageView;
  readonly node: LineageNode | undefined;
  readonly page: LineagePage;
}

/** Neighbours listed before the rest is folded. */
const listed = 6;

/** Metrics listed before the rest is folded. */
const metricsListed = 8;

/** The selected node: its facts, what can be done with it, and its direct relations. */
export function details(props: DetailsProps): TemplateResult {
  const { view, node, page } = props;
  const { index } = view;
  if (!node) {
    return html`<aside class="details" aria-label=${l10n.t("Details")}>
      <p class="muted">
        ${l10n.t("Select a card to see what it was made of, what became of it, and how to open it.")}
      </p>
      ${shortcutList()}
    </aside>`;
  }
  const hidden = hiddenNeighbours(view, node.id).length;
  const compared = page.difference();
  return html`<aside class="details" aria-label=${l10n.t("Details")}>
    <div class="details-head ${isDeleted(node) ? "deleted" : ""}">
      <h2>${nodeIcon(node)} ${node.label}</h2>
      <span class="muted"
        >${isDeleted(node) ? l10n.t("Deleted version") : kindName(node.kind)}</span
      >
    </div>
    ${actions(props, node)}
    ${compared ? difference(index, compared, (ids) => nodeList(props, ids)) : nothing}
    ${factList(nodeFacts(node))} ${metricsOf(node)}
    ${
      hidden === 0
        ? nothing
        : html`<p class="details-more">
            ${link(
              hidden === 1
                ? l10n.t("Show 1 more neighbour")
                : l10n.t("Show {0} more neighbours", fixedNumber(hidden, 0)),
              l10n.t("Add them to the graph (E)"),
              () => {
                page.expand();
              },
            )}
          </p>`
    }
    ${relationsOf(index, node.id)
      .filter(({ kind }) => kind !== "is-in" && kind !== "holds")
      .map(({ title, others }) => relation(props, title, others))}
    ${reach(props, node.id)}
  </aside>`;
}

function metricsOf(node: LineageNode): TemplateResult | typeof nothing {
  const metrics = node.kind === "version" ? Object.entries(node.metrics ?? {}) : [];
  if (metrics.length === 0) return nothing;
  const main = node.kind === "version" ? node.metric?.key : undefined;
  const ordered = metrics.toSorted(([a], [b]) => Number(b === main) - Number(a === main));
  const rows = (some: typeof ordered): TemplateResult =>
    html`<table class="details-metrics">
      <tbody>
        ${some.map(
          ([key, value]) =>
            html`<tr>
              <th scope="row">${key}</th>
              <td>${formatMetric(value)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  return html`<div class="details-relation">
    <h3>${l10n.t("Metrics")}</h3>
    ${rows(ordered.slice(0, metricsListed))}
    ${
      ordered.length > metricsListed
        ? fold(
            l10n.t("{0} more", ordered.length - metricsListed),
            rows(ordered.slice(metricsListed)),
          )
        : nothing
    }
  </div>`;
}

function actions({ view, page }: DetailsProps, node: LineageNode): TemplateResult | typeof nothing {
  const buttons = buttonsFor(view, page, node);
  return buttons.length === 0
    ? nothing
    : html`<div class="actions" role="group" aria-label=${l10n.t("Actions")}>
        ${buttons.map(actionButton)}
      </div>`;
}

function buttonsFor(
  { index, state }: LineageView,
  page: LineagePage,
  node: LineageNode,
): readonly ActionButton[] {
  const only: ActionButton = {
    label: state.only === node.id ? l10n.t("Show all") : l10n.t("Only its lineage"),
    title: l10n.t("Show only what it was made of and what became of it (L)"),
    run: page.toggleOnly,
  };
  switch (node.kind) {
    case "dataset":
      return [
        ...(node.path === undefined ? [] : [opens(index, node, l10n.t("Open file"))]),
        dependsOn(node.path ?? node.uri ?? node.label),
        only,
      ];
    case "run":
      return [
        ...(node.recorded === undefined ? [] : [opens(index, node, l10n.t("Open run"))]),
        only,
      ];
    case "features":
    case "external":
      return [only];
    case "model":
      return [opens(index, node, l10n.t("Show its versions"))];
    case "commit":
      return [opens(index, node, l10n.t("Show commit")), dependsOn(node.commit), only];
    case "version":
      return [
        ...versionButtons(index, node, page),
        ...differenceButton(index, state, page, node.id),
        ...impactButtons(node),
        only,
      ];
    case "stage":
      return [];
  }
}

/** Returns the button that opens what a node stands for. */
function opens(index: LineageIndex, node: LineageNode, label: string): ActionButton {
  return {
    label,
    title: l10n.t("{0} (Enter)", label),
    primary: true,
    run: () => {
      openNode(index, node);
    },
  };
}

function versionButtons(
  index: LineageIndex,
  node: Extract<LineageNode, { kind: "version" }>,
  page: LineagePage,
): readonly ActionButton[] {
  const { version, id } = node;
  if (node.deleted) return [];
  return [
    opens(index, node, l10n.t("Open version")),
    {
      label: l10n.t("Compare with…"),
      run: () => {
        host.send({ type: "choose-versions", versions: [version] });
      },
    },
    {
      label: l10n.t("Reveal in sidebar"),
      run: () => {
        host.send({ type: "show-in-tree", version });
      },
    },
    {
      label: l10n.t("Its lineage"),
      title: l10n.t("Open the lineage of this version"),
      run: () => {
        page.select(id);
        host.send({ type: "show-lineage", version });
      },
    },
  ];
}

function impactButtons({
  model,
  number,
  deleted,
}: Extract<LineageNode, { kind: "version" }>): readonly ActionButton[] {
  return deleted ? [] : [dependsOn(`${model}@${number}`)];
}

/** Returns the button that compares the recipe with that of the version which it was made from. */
function differenceButton(
  index: LineageIndex,
  { against }: ViewState,
  page: LineagePage,
  id: string,
): readonly ActionButton[] {
  const before = versionBefore(index, id);
  if (before === undefined || before.id === against) return [];
  return [
    {
      label: l10n.t("Difference from {0}", before.label),
      title: l10n.t(
        "Show on the graph how the recipe differs. Shift+click compares with any other version.",
      ),
      run: () => {
        page.compareRecipe(before.id);
      },
    },
  ];
}

function dependsOn(of: string): ActionButton {
  return {
    label: l10n.t("What depends on it"),
    run: () => {
      host.send({ type: "show-lineage", of });
    },
  };
}

function relation(props: DetailsProps, title: string, ids: readonly string[]): TemplateResult {
  return html`<div class="details-relation">
    <h3>${title} ${ids.length > 1 ? html`<span class="count">${ids.length}</span>` : nothing}</h3>
    ${nodeList(props, ids.slice(0, listed))}
    ${
      ids.length > listed
        ? fold(l10n.t("{0} more", ids.length - listed), nodeList(props, ids.slice(listed)))
        : nothing
    }
  </div>`;
}

function nodeList({ view: { index }, page }: DetailsProps, ids: readonly string[]): TemplateResult {
  return html`<ul>
    ${ids.map((id) => {
      const node = index.node(id);
      if (!node) return nothing;
      return html`<li class="details-item ${isDeleted(node) ? "deleted" : ""}">
        ${nodeIcon(node)}${link(index.name(id), l10n.t("Select {0}", index.name(id)), () => {
          page.select(id);
        })}
        ${isDeleted(node) ? html`<span class="muted">${l10n.t("deleted")}</span>` : nothing}
      </li>`;
    })}
  </ul>`;
}

function reach(props: DetailsProps, id: string): TemplateResult | typeof nothing {
  const { index } = props.view;
  const reached = reachOf(index, id);
  if (reached.length === 0) return nothing;
  return html`<div class="details-relation">
    <h3 title=${l10n.t("The stages that depend on it, and through which versions")}>
      ${l10n.t("Reaches")}
    </h3>
    ${reached.map(
      ({ stage, versions }) =>
        html`<div class="details-reach">
          ${nodeList(props, [stage])}
          <span class="muted">
            ${l10n.t(
              "through {0}",
              versions.length > listed
                ? kindCount("version", versions.length)
                : versions.map((version) => index.name(version)).join(", "),
            )}
          </span>
        </div>`,
    )}
  </div>`;
}
