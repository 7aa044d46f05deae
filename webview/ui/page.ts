import * as l10n from "@vscode/l10n";
import { html, render, type TemplateResult } from "lit";
import { useMetricDirections } from "../../src/core/metrics/metric-direction.ts";
import type { Message, Progress, RequestId } from "../protocol.ts";
import { announce } from "./announce.ts";
import { actionButton } from "./button.ts";
import type { Host } from "./host.ts";
import { icon } from "./icon.ts";
import { setStageRoles } from "./stage-badge.ts";
import { registerToolkit } from "./toolkit.ts";
import "./translations.ts";

/** Reason why a page can't be shown, and what to do. */
interface Failure {
  readonly message: string;
  readonly wayOut: string;
}

/** A page that has been started. */
export interface Page {
  /** Renders again, after the page's own state has changed. */
  readonly update: () => void;
  /** Asks for another snapshot; the one that is there stays until then. */
  readonly refresh: () => void;
  /** The same, but what is there is gone. */
  readonly restart: () => void;
}

export interface PageOptions<Snapshot, Query> {
  /** Returns the part of its subject that the page asks for. */
  readonly query?: () => Query;
  /**
   * Returns the announcement of a new snapshot to screen readers, nothing if it is empty; “Updated” if
   * absent.
   */
  readonly news?: (snapshot: Snapshot, before: Snapshot) => string;
  readonly onProgress?: (progress: Progress) => void;
  /** Shown while there is no snapshot. */
  readonly loading?: () => TemplateResult;
}

/** Time that the editor may take to answer before the page shows a failure with a retry. */
const answerTimeoutMs = 15_000;
/** Interval at which ages such as “5 min ago” are updated. */
const ageStepMs = 60_000;

/**
 * Runs a page: asks for its snapshot, and shows it with `view`, or that it is on its way, or why it
 * can't be shown and how to go on. Renders into the document's `main`, in the light DOM.
 */
export function startPage<Snapshot, Query, Action, Question extends Message, Replies>(
  kind: string,
  host: Host<Snapshot, Query, Action, Question, Replies>,
  view: (snapshot: Snapshot) => TemplateResult,
  options: PageOptions<Snapshot, Query> = {},
): Page {
  registerToolkit();
  const root = document.createElement("main");
  root.className = `page ${kind}-page`;
  root.tabIndex = -1;
  document.body.append(root);

  let snapshot: Snapshot | undefined;
  let failure: Failure | undefined;
  let answerTimeout: ReturnType<typeof setTimeout> | undefined;
  /** The last request for a snapshot: what answers an earlier one is out of date. */
  let requested: RequestId | undefined;

  const retry = (): void => {
    // The button that was pressed goes away, and the focus should not go with it.
    root.focus();
    ask();
  };

  const update = (): void => {
    const hadFocus = root.contains(document.activeElement);
    root.setAttribute("aria-busy", String(!snapshot && !failure));
    const shown = failure
      ? failureView(failure, retry)
      : snapshot
        ? view(snapshot)
        : (options.loading ?? loadingView)();
    render(shown, root);
    // What had the focus may be gone, and who uses the keyboard should not begin at the top.
    if (hadFocus && !root.contains(document.activeElement)) root.focus();
  };

  const fail = (reason: Failure): void => {
    clearTimeout(answerTimeout);
    failure = reason;
    update();
  };

  function ask(): void {
    failure = undefined;
    snapshot = undefined;
    update();
    refresh();
  }

  function refresh(): void {
    clearTimeout(answerTimeout);
    answerTimeout = setTimeout(() => {
      fail({
        message: l10n.t("The registry has not answered."),
        wayOut: l10n.t("It may still be opening. Retry, or reload the window."),
      });
    }, answerTimeoutMs);
    requested = host.requestSnapshot(options.query?.());
  }

  function announceNews(now: Snapshot, before: Snapshot): void {
    const text = options.news?.(now, before) ?? l10n.t("Updated");
    if (text !== "") announce(text);
  }

  host.onMessage((message) => {
    switch (message.type) {
      case "snapshot":
        if (message.id !== requested) return;
        clearTimeout(answerTimeout);
        failure = undefined;
        if (message.roles) setStageRoles(message.roles);
        useMetricDirections(message.directions ?? {});
        if (snapshot) announceNews(message.snapshot, snapshot);
        snapshot = message.snapshot;
        update();
        break;
      case "failure":
        if (message.id === requested) fail(message);
        break;
      case "progress":
        // Who reports how far it is will end, however long that takes.
        clearTimeout(answerTimeout);
        options.onProgress?.(message);
        break;
      case "misunderstood":
        fail({
          message: l10n.t("This page received something it doesn’t understand."),
          wayOut: l10n.t(
            "Reload the window, so that the page and the extension are of one release.",
          ),
        });
    }
  });
  setInterval(() => {
    if (snapshot && !failure && !document.hidden) update();
  }, ageStepMs);
  ask();
  return { update, refresh, restart: retry };
}

function loadingView(): TemplateResult {
  return html`<div class="state loading" role="status">
    <vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
    <p>${l10n.t("Loading…")}</p>
  </div>`;
}

function failureView({ message, wayOut }: Failure, retry: () => void): TemplateResult {
  return html`<div class="state" role="alert">
    ${icon("warning", "state-icon")}
    <h1>${message}</h1>
    <p>${wayOut}</p>
    ${actionButton({ label: l10n.t("Retry"), icon: "refresh", run: retry, primary: true })}
  </div>`;
}
