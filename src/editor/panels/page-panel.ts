import { dirname, basename } from "node:path";
import { RelativePattern, Uri, workspace, type FileSystemWatcher, type WebviewPanel } from "vscode";
import { FromPage, type AuditQuery, type ToPage } from "../../../webview/protocol.ts";
import { log } from "../log.ts";
import type { Registries } from "../registries.ts";
import { showError } from "../show-error.ts";
import { answerPage } from "./answer-page.ts";
import { pageHtml } from "./page-html.ts";
import { pageFailure, pageSnapshot } from "./page-snapshot.ts";
import type { PageSubject } from "./page-subject.ts";

/** One page in an editor tab. It asks for its snapshot when it is ready, and gets a new one after every change. */
export class PagePanel {
  readonly panel: WebviewPanel;
  readonly #registries: Registries;
  readonly #extension: Uri;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  #subject: PageSubject;
  /** Which part of its subject the page wants; only some pages say. */
  #query: AuditQuery | undefined;
  #watcher: FileSystemWatcher | undefined;
  #isReady = false;
  #isSending = false;
  /** Something has changed since the last snapshot was begun. */
  #isOutdated = false;

  constructor(panel: WebviewPanel, subject: PageSubject, registries: Registries, extension: Uri) {
    this.panel = panel;
    this.#registries = registries;
    this.#extension = extension;
    this.#subject = subject;
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(extension, "dist", "webview")],
    };
    panel.iconPath = {
      light: Uri.joinPath(extension, "media", "page-light.svg"),
      dark: Uri.joinPath(extension, "media", "page-dark.svg"),
    };
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      panel.onDidChangeViewState(() => {
        // A hidden page is thrown away and says that it is ready when it is shown again.
        if (!panel.visible) this.#isReady = false;
      }),
      registries.onDidChange(() => {
        // What a file says does not depend on the registry.
        if (this.#isReady && this.#subject.page !== "inspect") void this.#sendSnapshot();
      }),
      panel.onDidDispose(() => {
        this.dispose();
      }),
    ];
    this.show(subject);
  }

  get subject(): PageSubject {
    return this.#subject;
  }

  /** Makes the page about something else. */
  show(subject: PageSubject): void {
    this.#subject = subject;
    this.#query = undefined;
    this.#isReady = false;
    this.#watch(subject);
    this.panel.webview.html = pageHtml(this.panel.webview, this.#extension, subject);
  }

  /** A page about a file follows the file. */
  #watch(subject: PageSubject): void {
    this.#watcher?.dispose();
    this.#watcher = undefined;
    if (subject.page !== "inspect") return;
    const { path } = subject;
    const pattern = new RelativePattern(Uri.file(dirname(path)), basename(path));
    this.#watcher = workspace.createFileSystemWatcher(pattern);
    const look = (): void => {
      if (this.#isReady) void this.#sendSnapshot();
    };
    this.#watcher.onDidChange(look);
    this.#watcher.onDidCreate(look);
    this.#watcher.onDidDelete(look);
  }

  async #receive(message: unknown): Promise<void> {
    const parsed = FromPage.safeParse(message);
    if (!parsed.success) {
      log().warn(`A page sent something that is not in the protocol: ${parsed.error.message}`);
      return;
    }
    if (parsed.data.type === "ready") {
      this.#isReady = true;
      this.#query = parsed.data.query;
      await this.#sendSnapshot();
      return;
    }
    try {
      const answer = await answerPage(parsed.data, this.#subject, this.#registries);
      if (answer) await this.panel.webview.postMessage(answer satisfies ToPage);
    } catch (error) {
      await showError(error, parsed.data.type);
    }
  }

  /** One at a time: while a registry changes often, a page asks again only when it was answered. */
  async #sendSnapshot(): Promise<void> {
    this.#isOutdated = true;
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.#isOutdated) {
        this.#isOutdated = false;
        await this.#sendOneSnapshot();
      }
    } finally {
      this.#isSending = false;
    }
  }

  async #sendOneSnapshot(): Promise<void> {
    const subject = this.#subject;
    const query = this.#query;
    const found =
      this.#registries.at(subject.folder)?.registry ??
      (subject.page === "inspect" ? this.#registries.reader() : undefined);
    let message: ToPage = {
      type: "failure",
      message: "The folder of this page is not open in this window.",
      wayOut: "Open it and retry.",
    };
    if (found) {
      try {
        const snapshot = await pageSnapshot(found, subject, query);
        this.panel.title = snapshot.title;
        message = snapshot.message;
      } catch (error) {
        message = pageFailure(error);
      }
    }
    if (subject === this.#subject && query === this.#query)
      await this.panel.webview.postMessage(message);
  }

  /** Lets go of everything it listens to. */
  dispose(): void {
    this.#watcher?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
