import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { formatBytes } from "../../src/core/text/format.ts";
import { icon } from "../ui/icon.ts";
import { fileLink, link } from "../ui/links.ts";
import { madeTime } from "../ui/made.ts";
import { richText } from "../ui/rich-text.ts";
import { verdictBadge } from "../ui/verdict.ts";
import { host } from "./host.ts";
import { labelOf, labelProblem, type PlannedModel } from "./plan.ts";
import type { ImportRow } from "./protocol.ts";

/** Actions of a row. */
export interface RowActions {
  readonly move: (path: string, by: -1 | 1) => void;
  readonly include: (path: string, isIncluded: boolean) => void;
  readonly toggleCurrent: (path: string) => void;
  readonly relabel: (path: string, label: string) => void;
}

/** Rows of a model that are shown, and what they have in common. */
export interface ShownRows {
  readonly rows: readonly ImportRow[];
  /** The paths of those that are imported. */
  readonly included: ReadonlySet<string>;
  /** The folder that all are in, with its slash: it is not said again in each row. */
  readonly within: string;
}

/** The versions of one model in their order, the oldest first. */
export function versionRows(
  model: PlannedModel,
  shown: ShownRows,
  actions: RowActions,
): TemplateResult {
  const { rows, included } = shown;
  const order = new Map(
    model.rows.filter(({ path }) => included.has(path)).map(({ path }, index) => [path, index + 1]),
  );
  const planned = new Map(model.rows.map((row) => [row.path, row]));
  return html`<div class="table-scroll">
    <table class="import-table">
      <thead>
        <tr>
          <th scope="col" class="column-include">
            <span class="visually-hidden">${l10n.t("Import")}</span>
          </th>
          <th scope="col" class="column-order number">${l10n.t("Order")}</th>
          <th scope="col">${l10n.t("File, oldest first")}</th>
          <th scope="col" class="column-label">${l10n.t("Label")}</th>
          <th scope="col" class="column-made">${l10n.t("Made")}</th>
          <th scope="col" class="column-size number">${l10n.t("Size")}</th>
          <th scope="col" class="column-kind">${l10n.t("What it is")}</th>
          <th scope="col" class="column-use">${l10n.t("In use")}</th>
          <th scope="col" class="column-moves">
            <span class="visually-hidden">${l10n.t("Move")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          ({ path }) => path,
          (row) => {
            const label = labelOf(planned.get(row.path), row);
            return rowView({ ...row, label }, model, order.get(row.path), shown, actions);
          },
        )}
      </tbody>
    </table>
  </div>`;
}

function rowView(
  row: ImportRow & { readonly label: string },
  { current }: PlannedModel,
  order: number | undefined,
  { included, within }: ShownRows,
  actions: RowActions,
): TemplateResult {
  const { path, label, made, size } = row;
  const isTwin = row.sameAs !== undefined && included.has(row.sameAs);
  const isFixed = row.problem !== undefined || row.registeredAs !== undefined || isTwin;
  const isCurrent = current === path;
  return html`<tr
    data-path=${path}
    class=${order === undefined ? "left-out" : ""}
    @keydown=${(event: KeyboardEvent) => {
      moveByKey(event, path, actions);
    }}
  >
    <td>
      <input
        type="checkbox"
        class="checkbox"
        data-control="include"
        aria-label=${l10n.t("Import {0}", path)}
        .checked=${live(order !== undefined)}
        ?disabled=${isFixed}
        @change=${({ currentTarget }: Event) => {
          if (currentTarget instanceof HTMLInputElement) {
            actions.include(path, currentTarget.checked);
          }
        }}
      />
    </td>
    <td class="number">
      ${order ?? html`<span class="muted" aria-label=${l10n.t("not imported")}>–</span>`}
    </td>
    <th scope="row">${fileCell(row, isTwin, within)}</th>
    <td class="label">${order === undefined ? label : labelField(path, label, actions)}</td>
    <td class="made">
      ${made ? madeTime(made) : html`<span class="muted">${l10n.t("not known")}</span>`}
    </td>
    <td class="number">${formatBytes(size)}</td>
    <td class="kind">
      ${row.formatName ?? nothing} ${row.verdict ? verdictBadge(row.verdict) : nothing}
    </td>
    <td>
      <button
        type="button"
        class="icon-button"
        data-control="current"
        aria-pressed=${isCurrent}
        aria-label=${l10n.t("{0} is the one in use", path)}
        title=${isCurrent ? l10n.t("It is the one in use") : l10n.t("Mark it as the one in use")}
        @click=${() => {
          actions.toggleCurrent(path);
        }}
      >
        ${icon(isCurrent ? "star-full" : "star-empty", isCurrent ? "tone-yellow" : "tone-muted")}
      </button>
    </td>
    <td class="moves">${moveButton("up", row, actions)}${moveButton("down", row, actions)}</td>
  </tr>`;
}

/** The label, which can be another; the history keeps it for ever. */
function labelField(path: string, label: string, { relabel }: RowActions): TemplateResult {
  const problem = labelProblem(label);
  return html`<input
      type="text"
      class="text-input"
      data-control="label"
      spellcheck="false"
      placeholder=${l10n.t("by policy")}
      aria-label=${l10n.t("Label of {0}", path)}
      aria-invalid=${problem !== undefined}
      title=${l10n.t("Left empty, the version is labelled as the policy says")}
      .value=${live(label)}
      @change=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLInputElement) relabel(path, currentTarget.value);
      }}
    />
    ${problem === undefined ? nothing : remark("warning", "yellow", problem)}`;
}

function moveButton(way: "up" | "down", { path }: ImportRow, { move }: RowActions): TemplateResult {
  const isUp = way === "up";
  return html`<button
    type="button"
    class="icon-button"
    data-control=${way}
    aria-label=${isUp ? l10n.t("Move {0} up", path) : l10n.t("Move {0} down", path)}
    aria-keyshortcuts=${isUp ? "Alt+ArrowUp" : "Alt+ArrowDown"}
    title=${isUp ? l10n.t("Move up (Alt+Up)") : l10n.t("Move down (Alt+Down)")}
    @click=${() => {
      move(path, isUp ? -1 : 1);
    }}
  >
    ${icon(`arrow-${way}`)}
  </button>`;
}

/** The file, what goes with it, and what is to be known of it. */
function fileCell(row: ImportRow, isTwin: boolean, within: string): TemplateResult {
  const { path, isFolder, reason } = row;
  const beside = [
    ...(row.preprocessors ?? []),
    ...row.metricsFiles,
    ...row.parametersFiles,
    ...(row.metadataFile === undefined ? [] : [row.metadataFile]),
    ...(row.noted ? [row.noted.source] : []),
  ];
  const slash = path.lastIndexOf("/") + 1;
  const name = path.slice(slash);
  return html`<div class="file-name">
      ${icon(isFolder ? "folder" : "file")}
      <span
        ><span class="muted">${path.slice(path.startsWith(within) ? within.length : 0, slash)}</span
        >${isFolder ? name : fileLink(path, name)}</span
      >
    </div>
    <div class="muted">
      ${reason}${
        beside.length > 0
          ? html` ·
            ${richText(
              l10n.t("with {0}"),
              beside.map(
                (file, index) => html`${index > 0 ? ", " : ""}${fileLink(file, nameOf(file))}`,
              ),
            )}`
          : nothing
      }
    </div>
    ${[row.changelog, row.description].map((text) =>
      text === undefined ? nothing : html`<div class="quote">${text}</div>`,
    )}
    ${remarks(row, isTwin)}`;
}

function remarks(row: ImportRow, isTwin: boolean): readonly TemplateResult[] {
  const { sameAs, registeredAs, problem, hint, verdict, danger, unread = [] } = row;
  const shown: TemplateResult[] = [];
  if (registeredAs) {
    const { id: version, reference } = registeredAs;
    const show = link(reference, l10n.t("Show {0}", reference), () => {
      host.send({ type: "show-version", version });
    });
    shown.push(remark("pass", "green", richText(l10n.t("Registered already as {0}"), show)));
  }
  if (sameAs !== undefined && isTwin) {
    shown.push(remark("info", "blue", l10n.t("Left out: the same bytes as {0}", sameAs)));
  }
  if (problem !== undefined)
    shown.push(remark("warning", "yellow", l10n.t("Left out: {0}", problem)));
  if (hint !== undefined) shown.push(remark("info", "blue", hint));
  if (verdict === "dangerous") {
    shown.push(remark("error", "red", danger ?? l10n.t("Loading it would do harm.")));
  }
  const missing = unread.map(({ path, about, message, wayOut }) =>
    remark(
      "warning",
      "yellow",
      html`${l10n.t("Without {0}: {1}", about, message)} ${wayOut}
      ${fileLink(path, l10n.t("Open the file"))}`,
    ),
  );
  return [...shown, ...missing];
}

function remark(name: string, tone: string, text: unknown): TemplateResult {
  return html`<div class="remark">${icon(name, `tone-${tone}`)}<span>${text}</span></div>`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Alt and an arrow key move the row; the arrow keys alone go to the same control of the next row. */
function moveByKey(event: KeyboardEvent, path: string, { move }: RowActions): void {
  const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : undefined;
  if (by === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (event.altKey) {
    move(path, by);
    return;
  }
  const row = event.currentTarget instanceof Element ? event.currentTarget : null;
  const next = by < 0 ? row?.previousElementSibling : row?.nextElementSibling;
  focusControl(next, controlOf(event.target));
}

function controlOf(target: EventTarget | null): string | undefined {
  const control = target instanceof Element ? target.closest("[data-control]") : null;
  return control?.getAttribute("data-control") ?? undefined;
}

/** Puts the focus on a control of a row; on what else can take it where that one can't. */
function focusControl(row: Element | null | undefined, control = "up"): void {
  for (const name of [control, "up"]) {
    const found = row?.querySelector(`[data-control="${name}"]:not([disabled])`);
    if (found instanceof HTMLElement) {
      found.focus();
      return;
    }
  }
}

/** The focus is where it was, after what had it was moved. */
export function keepFocus(path: string, change: () => void): void {
  const control = controlOf(document.activeElement);
  change();
  const row = [...document.querySelectorAll("[data-path]")].find(
    (each) => each.getAttribute("data-path") === path,
  );
  focusControl(row, control);
  row?.scrollIntoView({ block: "nearest" });
}
