import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { RunId } from "../../src/core/model/run.ts";
import { columnTitle } from "../../src/core/reports/column-title.ts";
import { statusBadge } from "../run/status.ts";
import { age } from "../ui/age.ts";
import { iconButton } from "../ui/button.ts";
import { icon } from "../ui/icon.ts";
import { link, versionLink } from "../ui/links.ts";
import { stageIcon } from "../ui/stage-badge.ts";
import type { Arrangement, ComparedVersion } from "./arrange.ts";
import { host } from "./host.ts";
import { moveVersion } from "./order-versions.ts";
import type { ChangeState, ComparePageState } from "./state.ts";

/** Actions on a version of a comparison. */
export interface VersionActions {
  readonly makeBaseline: () => void;
  readonly pin: () => void;
  readonly hide: () => void;
  /** Moves it past its neighbour; returns its new index, or undefined if it stays. */
  readonly move: (by: -1 | 1) => number | undefined;
}

/** Returns what can be done with a version, by its index. */
export function versionActions(
  { versions, pinned }: Arrangement,
  index: number,
  state: ComparePageState,
  change: ChangeState,
): VersionActions | undefined {
  const version = versions[index];
  if (!version) return undefined;
  const { id } = version;
  const isBaseline = index === 0;
  const without = state.pinned.filter((other) => other !== id);
  return {
    makeBaseline: () => {
      change({ baseline: id });
    },
    pin: () => {
      if (!isBaseline) change({ pinned: state.pinned.includes(id) ? without : [...without, id] });
    },
    hide: () => {
      if (!isBaseline && versions.length > 2) change({ hidden: [...state.hidden, id] });
    },
    move: (by) => {
      const to = index + by;
      // What is pinned stays among the pinned, and the baseline is the first.
      const isSamePart = index < pinned === to < pinned;
      if (isBaseline || to < 1 || to >= versions.length || !isSamePart) return undefined;
      change({ moved: [...moveVersion(versions, index, to)], order: undefined });
      return to;
    },
  };
}

/** The name of a version and what can be done with it, the most telling first. */
export function versionHead(
  arrangement: Arrangement,
  index: number,
  state: ComparePageState,
  change: ChangeState,
): TemplateResult {
  const { versions } = arrangement;
  const version = versions[index];
  const actions = versionActions(arrangement, index, state, change);
  if (!version || !actions) return html``;
  const isBaseline = index === 0;
  const isPinned = state.pinned.includes(version.id);
  const name = columnTitle(version);
  return html`<div class="version-head">
    <div class="column-title">
      ${version.run ? runLink(version.run.id, name) : html`${stageIcon(version.stage)} ${versionLink(version, titleOf(version, versions))}`}
      ${isPinned && !isBaseline ? html`<span class="pinned-sign" role="img" aria-label=${l10n.t("pinned")}>${icon("pinned")}</span>` : nothing}
      ${isBaseline ? html`<span class="visually-hidden">${l10n.t("(baseline)")}</span>` : nothing}
    </div>
    <div class="version-more">
      ${version.run ? statusBadge(version.run) : html`<span>${version.stage}</span>`}
      <span class="muted">${age(version.registeredAt)}</span>
    </div>
    <div class="version-tools">
      <label class="baseline-choice" title=${l10n.t("Measure changes against {0} (B)", name)}>
        <input
          type="radio"
          name="baseline"
          tabindex="-1"
          aria-label=${l10n.t("Baseline: {0}", name)}
          aria-keyshortcuts="B"
          .checked=${isBaseline}
          @change=${actions.makeBaseline}
        />
        <span class="baseline-text">${l10n.t("Baseline")}</span>
      </label>
      ${
        isBaseline
          ? nothing
          : html`<span class="tools">
              ${iconButton(
                isPinned ? "pinned" : "pin",
                isPinned ? l10n.t("Unpin {0} (P)", name) : l10n.t("Pin {0} (P)", name),
                actions.pin,
              )}
              ${iconButton("eye-closed", l10n.t("Hide {0} (H)", name), actions.hide)}
              ${iconButton(
                state.transposed ? "arrow-up" : "arrow-left",
                l10n.t("Move {0} back (Alt+←)", name),
                () => {
                  actions.move(-1);
                },
              )}
              ${iconButton(
                state.transposed ? "arrow-down" : "arrow-right",
                l10n.t("Move {0} on (Alt+→)", name),
                () => {
                  actions.move(1);
                },
              )}
            </span>`
      }
    </div>
  </div>`;
}

function runLink(run: RunId, name: string): TemplateResult {
  return html`${icon("graph-line")}
  ${link(l10n.t("Run {0}", name), l10n.t("Show the run {0}", name), () => {
    host.send({ type: "show-run", run });
  })}`;
}

function titleOf(version: ComparedVersion, versions: readonly ComparedVersion[]): string {
  const models = versions.flatMap(({ model, run }) => (run ? [] : [model]));
  const oneModel = new Set(models).size === 1;
  const title = oneModel ? l10n.t("Version {0}", version.number) : columnTitle(version);
  return version.label === undefined ? title : `${title} · ${version.label}`;
}

/**
 * Does what a key does to a version. Returns the index at which the version is then, undefined if it
 * stays there, false if the key does nothing.
 */
export function onVersionKey(
  event: KeyboardEvent,
  actions: VersionActions | undefined,
): number | undefined | false {
  if (!actions || event.ctrlKey || event.metaKey) return false;
  const { key } = event;
  if (event.altKey) {
    const by = /^Arrow(Left|Up)$/.test(key) ? -1 : /^Arrow(Right|Down)$/.test(key) ? 1 : undefined;
    return by === undefined ? false : actions.move(by);
  }
  const act = { b: actions.makeBaseline, p: actions.pin, h: actions.hide }[key.toLowerCase()];
  act?.();
  return act ? undefined : false;
}
