import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { importTargetText } from "../../src/core/import/import-target.ts";
import { ModelName } from "../../src/core/model/ids.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { announce } from "../ui/announce.ts";
import { actionButton, type ActionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { section } from "../ui/section.ts";
import { host } from "./host.ts";
import {
  chosenText,
  importingText,
  importText,
  moreText,
  placeText,
  plannedText,
} from "./import-texts.ts";
import {
  include,
  includedPaths,
  move,
  relabel,
  rename,
  requestOf,
  rowsByPath,
  toggleCurrent,
  type PlannedModel,
} from "./plan.ts";
import { progressView, type ShownProgress } from "./progress.ts";
import type { ImportRow, ImportSnapshot } from "./protocol.ts";
import { reportView } from "./report.ts";
import { keepFocus, versionRows, type RowActions } from "./rows.ts";
import { rowStep, type ChangeState, type ImportPageState } from "./state.ts";

export interface ImportActions {
  readonly change: ChangeState;
  /** Forgets what was found and looks again. */
  readonly lookAgain: () => void;
  /** Goes back to what was proposed. */
  readonly reset: () => void;
}

/** The import page: what would be registered in which order, the run, and how it went. */
export function importView(
  snapshot: ImportSnapshot,
  state: ImportPageState,
  progress: ShownProgress | undefined,
  actions: ImportActions,
): TemplateResult {
  const { models, report, isRunning } = snapshot;
  if (report && !isRunning) return reportView(snapshot, report, actions.lookAgain);
  if (models.length === 0) return nothingFound(snapshot, actions);
  const rows = rowsByPath(models);
  const included = includedPaths(state.plan, rows);
  return html`${pageHeader(
      l10n.t("Import Versions"),
      html`<span class="muted">${placesText(snapshot)}</span>`,
      isRunning ? [] : headerActions(state, rows, included, actions),
    )}
    ${
      isRunning
        ? progressView(progress, importingText(included.size), () => {
            host.send({ type: "cancel-import" });
          })
        : introduction(state, rows, included)
    }
    <div ?inert=${isRunning} class=${isRunning ? "waiting" : ""}>
      ${modelSections(snapshot, state, rows, included, actions)} ${passedSection(snapshot)}
    </div>`;
}

function headerActions(
  state: ImportPageState,
  rows: ReadonlyMap<string, ImportRow>,
  included: ReadonlySet<string>,
  { lookAgain, reset }: ImportActions,
): readonly ActionButton[] {
  return [
    {
      label: l10n.t("Look again"),
      icon: "refresh",
      title: l10n.t("Search the files again"),
      run: lookAgain,
    },
    {
      label: l10n.t("Reset"),
      icon: "discard",
      title: l10n.t("Back to the proposed order and names"),
      run: () => {
        reset();
        announce(l10n.t("Back to what was proposed"));
      },
    },
    {
      label: importText(included.size),
      icon: "check",
      primary: true,
      run: () => {
        const request = requestOf(state.plan, rows);
        if ("problem" in request) announce(request.problem);
        else host.send(request);
      },
    },
  ];
}

function introduction(
  state: ImportPageState,
  rows: ReadonlyMap<string, ImportRow>,
  included: ReadonlySet<string>,
): TemplateResult {
  const request = requestOf(state.plan, rows);
  return html`<p class="introduction">
      ${l10n.t("Nothing is registered yet.")} ${plannedText(included.size, rows.size)}
      ${l10n.t("Put them in order (Alt+Up, Alt+Down), and leave out what does not belong. The order says nothing of what was made from what: no lineage is recorded.")}
    </p>
    ${
      "problem" in request
        ? html`<p class="notice" role="alert">${icon("warning")}<span>${request.problem}</span></p>`
        : nothing
    }`;
}

function modelSections(
  snapshot: ImportSnapshot,
  state: ImportPageState,
  rows: ReadonlyMap<string, ImportRow>,
  included: ReadonlySet<string>,
  { change }: ImportActions,
): TemplateResult {
  let left = state.limit;
  const place = `${snapshot.places[0] ?? ""}/`;
  const within = [...rows.keys()].every((path) => path.startsWith(place)) ? place : "";
  const sections = state.plan.map((model, index) => {
    const shown = model.rows
      .slice(0, Math.max(0, left))
      .flatMap(({ path }) => rows.get(path) ?? []);
    left -= model.rows.length;
    if (shown.length === 0) return nothing;
    const chosen = model.rows.filter(({ path }) => included.has(path)).length;
    return html`<section
      aria-label=${model.model === "" ? l10n.t("A model without a name") : model.model}
    >
      <div class="section-head model-head">
        ${nameField(model, index, snapshot, state, change)}
        <p class="muted">${chosenText(chosen, model.rows.length)}</p>
      </div>
      ${versionRows(model, { rows: shown, included, within }, rowActions(state, change))}
    </section>`;
  });
  return html`${sections}
  ${
    left < 0
      ? html`<p>
          ${actionButton({
            label: moreText(-left),
            icon: "more",
            run: () => {
              change({ limit: Math.max(state.limit * 4, state.limit + rowStep) });
            },
          })}
        </p>`
      : nothing
  }`;
}

function nameRule(): string {
  return l10n.t(
    "Use letters, digits, spaces and . _ - /, beginning and ending with a letter or digit, at most 256 characters.",
  );
}

function nameField(
  { model }: PlannedModel,
  index: number,
  snapshot: ImportSnapshot,
  state: ImportPageState,
  change: ChangeState,
): TemplateResult {
  const isName = ModelName.safeParse(model).success;
  return html`<div class="model-name">
    <span class="field">
      <h2 aria-hidden="true">${l10n.t("Model")}</h2>
      <input
        type="text"
        class="text-input name-input"
        spellcheck="false"
        aria-label=${l10n.t("Name of model {0}", index + 1)}
        aria-invalid=${!isName}
        .value=${model}
        @change=${({ currentTarget }: Event) => {
          if (!(currentTarget instanceof HTMLInputElement)) return;
          const plan = rename(state.plan, index, currentTarget.value);
          change({ plan });
          if (plan.length < state.plan.length) {
            announce(l10n.t("The versions of both are in {0} now", currentTarget.value.trim()));
          }
        }}
      />
    </span>
    ${
      isName
        ? html`<span class="muted">${targetText(snapshot, model)}</span>`
        : html`<span class="remark"
            >${icon("warning", "tone-yellow")}<span>${nameRule()}</span></span
          >`
    }
  </div>`;
}

/** Returns a text about the model that the versions under a name go to. */
function targetText({ models, existing }: ImportSnapshot, name: string): string {
  const proposed = models.find(({ model }) => model === name)?.target;
  const known = existing.find((each) => each.name === name);
  // It may have come to be since the proposal was made.
  if (known && (!proposed || proposed.kind === "new")) {
    const text = importTargetText({ kind: "named" });
    return known.model === name ? text : l10n.t("a former name of {0}, {1}", known.model, text);
  }
  const other = proposed?.kind === "new" ? proposed.namesake?.model : undefined;
  const target = importTargetText(proposed ?? { kind: "new" });
  return other === undefined
    ? target
    : l10n.t("{0}; name it {1} to add these to that one", target, other);
}

function rowActions(state: ImportPageState, change: ChangeState): RowActions {
  return {
    move: (path, by) => {
      const plan = move(state.plan, path, by);
      keepFocus(path, () => {
        change({ plan });
      });
      announce(placeText(plan, path));
    },
    include: (path, isIncluded) => {
      change({ plan: include(state.plan, path, isIncluded) });
    },
    toggleCurrent: (path) => {
      change({ plan: toggleCurrent(state.plan, path) });
    },
    relabel: (path, label) => {
      change({ plan: relabel(state.plan, path, label) });
    },
  };
}

function passedSection({ passed }: ImportSnapshot): TemplateResult | typeof nothing {
  if (passed.length === 0) return nothing;
  return section(
    l10n.t("Not searched"),
    html`<ul class="bullets">
      ${passed.map(
        ({ path, why }) =>
          html`<li><code>${path === "" ? l10n.t("The folder") : path}</code> ${why}</li>`,
      )}
    </ul>`,
  );
}

function nothingFound(snapshot: ImportSnapshot, { lookAgain }: ImportActions): TemplateResult {
  return html`<div class="state">
      ${icon("folder", "state-icon")}
      <h1>${l10n.t("No model files in {0}.", placesText(snapshot))}</h1>
      <p>
        ${l10n.t("Versions are recognised by the endings of model files, such as .onnx, .pkl or .safetensors, and folders by what they hold. Choose the folder in which they were kept, or select the files themselves in the Explorer.")}
      </p>
      <div class="actions">
        ${actionButton({
          label: l10n.t("Choose a folder…"),
          icon: "folder-opened",
          primary: true,
          run: () => {
            host.send({ type: "choose-import" });
          },
        })}
        ${actionButton({ label: l10n.t("Look again"), icon: "refresh", run: lookAgain })}
      </div>
    </div>
    ${passedSection(snapshot)}`;
}

/** `models` or `models/fraud_v1.pkl and 3 more` */
export function placesText({ places }: ImportSnapshot): string {
  const [first = "", ...more] = places;
  return more.length === 0 ? first : l10n.t("{0} and {1} more", first, formatNumber(more.length));
}
