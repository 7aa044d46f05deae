import {
  commands,
  window,
  type Disposable,
  type Uri,
  type WebviewView,
  type WebviewViewProvider,
  type WebviewViewResolveContext,
} from "vscode";
import type { Registries } from "../registries.ts";
import type { SubjectOf } from "./editor-page.ts";
import type { PageCommands } from "./page-commands.ts";
import { PagePanel, viewFrame } from "./page-panel.ts";
import { restoredSubject } from "./page-subject.ts";

/** Id of the view in the manifest. */
export const lineageViewId = "modelRegistry.lineageView";

type LineageSubject = SubjectOf<"lineage">;

/**
 * The lineage page in VS Code's panel: one view, which shows one subject after the other. What is
 * asked for in it is shown in it.
 */
export class LineageView implements WebviewViewProvider {
  readonly #registries: Registries;
  readonly #extension: Uri;
  readonly #commands: PageCommands;
  readonly #registration: Disposable;
  #page: PagePanel | undefined;
  /** Subject that was asked for before VS Code has made the view. */
  #wanted: LineageSubject | undefined;

  constructor(registries: Registries, extension: Uri, pageCommands: PageCommands) {
    this.#registries = registries;
    this.#extension = extension;
    this.#commands = {
      ...pageCommands,
      openLineage: (subject) => {
        void this.show(subject);
      },
    };
    this.#registration = window.registerWebviewViewProvider(lineageViewId, this);
  }

  /** Returns the subject that is shown; undefined while there is no view. */
  get subject(): LineageSubject | undefined {
    const subject = this.#page?.subject;
    return subject?.page === "lineage" ? subject : undefined;
  }

  /** Shows a subject, opens the panel where it is closed, and moves the focus into it. */
  async show(subject: LineageSubject): Promise<void> {
    if (!this.#page) this.#wanted = subject;
    else if (JSON.stringify(this.#page.subject) !== JSON.stringify(subject))
      this.#page.show(subject);
    await commands.executeCommand(`${lineageViewId}.focus`);
  }

  /** Fills the view that VS Code has made: with what it showed last, else with all models. */
  resolveWebviewView(view: WebviewView, { state }: WebviewViewResolveContext): void {
    const subject = this.#wanted ?? this.#lastShown(state) ?? this.#allModels();
    this.#wanted = undefined;
    const frame = viewFrame(view);
    const page = new PagePanel(frame, subject, this.#registries, this.#commands, this.#extension);
    this.#page = page;
    view.onDidDispose(() => {
      if (this.#page === page) this.#page = undefined;
    });
  }

  /** Returns the subject that the page has stored, if its folder is still open. */
  #lastShown(state: unknown): LineageSubject | undefined {
    const subject = restoredSubject(state);
    return subject?.page === "lineage" && this.#registries.at(subject.folder) ? subject : undefined;
  }

  #allModels(): LineageSubject {
    const [first] = this.#registries.all();
    return { page: "lineage", folder: first?.folder.uri.toString() ?? "" };
  }

  /** Disposes the page and the registration. */
  dispose(): void {
    this.#page?.dispose();
    this.#registration.dispose();
  }
}
