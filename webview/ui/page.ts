import { html, render, type TemplateResult } from "lit";
import { PageAnswer, type AuditQuery, type PageFailure, type ToPage } from "../protocol.ts";
import { announce } from "./announce.ts";
import { actionButton } from "./button.ts";
import { onMessage, send } from "./host.ts";
import { icon } from "./icon.ts";
import { setStageRoles } from "./stage-badge.ts";
import { registerToolkit } from "./toolkit.ts";

type Kind = Exclude<ToPage["type"], "failure" | "stage-roles" | PageAnswer["type"]>;
type SnapshotOf<K extends Kind> = Extract<ToPage, { type: K }>;

/** A page that has been started. */
export interface Page {
  /** Renders again, after the page's own state has changed. */
  readonly update: () => void;
  /** Asks for another snapshot; the one that is there stays until then. */
  readonly refresh: () => void;
  /** The same, but what is there is gone. */
  readonly restart: () => void;
}

export interface PageOptions<Snapshot> {
  /** Returns the part of its subject that the page asks for. */
  readonly query?: () => AuditQuery;
  /** Returns the announcement of a new snapshot to screen readers; “Updated” if absent. */
  readonly news?: (snapshot: Snapshot) => string;
  /** Takes what the page asked for beside its snapshot. */
  readonly onAnswer?: (answer: PageAnswer) => void;
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
export function startPage<K extends Kind>(
  kind: K,
  view: (snapshot: SnapshotOf<K>) => TemplateResult,
  options: PageOptions<SnapshotOf<K>> = {},
): Page {
  registerToolkit();
  const root = document.createElement("main");
  root.className = `page ${kind}-page`;
  root.tabIndex = -1;
  document.body.append(root);

  let snapshot: SnapshotOf<K> | undefined;
  let failure: Omit<PageFailure, "type"> | undefined;
  let answerTimeout: ReturnType<typeof setTimeout> | undefined;

  const isExpected = (message: ToPage): message is SnapshotOf<K> => message.type === kind;

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

  const fail = (reason: Omit<PageFailure, "type">): void => {
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
        message: "The registry has not answered.",
        wayOut: "It may still be opening. Retry, or reload the window.",
      });
    }, answerTimeoutMs);
    send({ type: "ready", ...(options.query && { query: options.query() }) });
  }

  onMessage((message) => {
    if (message.type === "failure") {
      fail(message);
    } else if (message.type === "stage-roles") {
      setStageRoles(message.roles);
    } else if (isExpected(message)) {
      clearTimeout(answerTimeout);
      failure = undefined;
      if (snapshot) announce(options.news?.(message) ?? "Updated");
      snapshot = message;
      update();
    } else {
      // Who reports how far it is will end, however long that takes.
      if (message.type === "progress") clearTimeout(answerTimeout);
      const answer = PageAnswer.safeParse(message);
      if (answer.success) options.onAnswer?.(answer.data);
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
    <p>Loading…</p>
  </div>`;
}

function failureView(
  { message, wayOut }: Omit<PageFailure, "type">,
  retry: () => void,
): TemplateResult {
  return html`<div class="state" role="alert">
    ${icon("warning", "state-icon")}
    <h1>${message}</h1>
    <p>${wayOut}</p>
    ${actionButton({ label: "Retry", icon: "refresh", run: retry, primary: true })}
  </div>`;
}
