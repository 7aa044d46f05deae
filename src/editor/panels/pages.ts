import { l10n, type Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import type { Registries } from "../registries.ts";
import type { PageCommands } from "./page-commands.ts";
import { PagePanel, tabFrame } from "./page-panel.ts";
import { pageKinds, restoredSubject, viewType, type PageSubject } from "./page-subject.ts";

/**
 * The open pages. A version's page is reused for the next version, as a preview tab is, unless it
 * is asked for in a tab of its own; other pages are reused for the same subject.
 */
export class Pages {
  readonly #registries: Registries;
  readonly #extension: Uri;
  readonly #commands: PageCommands;
  readonly #tabs = new Map<PagePanel, WebviewPanel>();
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
          if (subject?.page === page) this.#add(panel, subject);
          else panel.dispose();
          return Promise.resolve();
        },
      }),
    );
  }

  /** Shows a page, in a tab that is there already or in a new one. */
  show(subject: PageSubject): void {
    const open = [...this.#tabs.keys()];
    const same = open.find((page) => isSame(page.subject, subject));
    const reusable =
      same ??
      (subject.page === "version"
        ? open.find((page) => page.subject.page === "version")
        : undefined);
    if (reusable) {
      if (same) same.renew();
      else reusable.show(subject);
      this.#tabs.get(reusable)?.reveal(undefined, false);
      return;
    }
    const panel = window.createWebviewPanel(
      viewType(subject.page),
      l10n.t("Model Registry"),
      ViewColumn.Active,
      { enableFindWidget: true },
    );
    this.#add(panel, subject);
  }

  /** Shows a page in a tab of its own, which no other subject takes over. */
  fill(panel: WebviewPanel, subject: PageSubject): PagePanel {
    const frame = tabFrame(panel, this.#extension);
    return new PagePanel(frame, subject, this.#registries, this.#commands, this.#extension);
  }

  #add(panel: WebviewPanel, subject: PageSubject): void {
    const page = this.fill(panel, subject);
    this.#tabs.set(page, panel);
    panel.onDidDispose(() => this.#tabs.delete(page));
  }

  /** Disposes the subscriptions. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function isSame(a: PageSubject, b: PageSubject): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
