import { l10n, type Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import type { Registries } from "../registries.ts";
import type { PageCommands } from "./page-commands.ts";
import { PagePanel } from "./page-panel.ts";
import { PageSubject, pageKinds, viewType } from "./page-subject.ts";

/**
 * The open pages. A version's page is reused for the next version, as a preview tab is, unless it
 * is asked for in a tab of its own; other pages are reused for the same subject.
 */
export class Pages {
  readonly #registries: Registries;
  readonly #extension: Uri;
  readonly #commands: PageCommands;
  readonly #panels = new Set<PagePanel>();
  readonly #subscriptions: readonly { dispose(): unknown }[];

  /** @param commandsOf returns the commands that pages call, some of which open pages */
  constructor(registries: Registries, extension: Uri, commandsOf: (pages: Pages) => PageCommands) {
    this.#registries = registries;
    this.#extension = extension;
    this.#commands = commandsOf(this);
    this.#subscriptions = pageKinds.map((page) =>
      window.registerWebviewPanelSerializer(viewType(page), {
        deserializeWebviewPanel: (panel, state: unknown) => {
          const subject = restoredSubject(state);
          if (subject?.page === page) this.#add(this.fill(panel, subject));
          else panel.dispose();
          return Promise.resolve();
        },
      }),
    );
  }

  /** Shows a page, in a tab that is there already or in a new one. */
  show(subject: PageSubject): void {
    const same = [...this.#panels].find((page) => isSame(page.subject, subject));
    const reusable =
      same ??
      (subject.page === "version"
        ? [...this.#panels].find((page) => page.subject.page === "version")
        : undefined);
    if (reusable) {
      if (same) same.renew();
      else reusable.show(subject);
      reusable.panel.reveal(undefined, false);
      return;
    }
    const panel = window.createWebviewPanel(
      viewType(subject.page),
      l10n.t("Model Registry"),
      ViewColumn.Active,
      { enableFindWidget: true },
    );
    this.#add(this.fill(panel, subject));
  }

  /** Shows a page in a tab of its own, which no other subject takes over. */
  fill(panel: WebviewPanel, subject: PageSubject): PagePanel {
    return new PagePanel(panel, subject, this.#registries, this.#commands, this.#extension);
  }

  #add(page: PagePanel): void {
    this.#panels.add(page);
    page.panel.onDidDispose(() => this.#panels.delete(page));
  }

  /** Disposes the subscriptions. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/**
 * Returns the subject of a stored page state, `{ subject, page }`. `page` is used only by the page.
 */
function restoredSubject(state: unknown): PageSubject | undefined {
  if (typeof state !== "object" || state === null || !("subject" in state)) return undefined;
  return PageSubject.safeParse(state.subject).data;
}

function isSame(a: PageSubject, b: PageSubject): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
