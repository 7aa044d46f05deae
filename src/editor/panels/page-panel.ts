import { dirname, basename } from "node:path";
import { RelativePattern, Uri, workspace, type FileSystemWatcher, type WebviewPanel } from "vscode";
import {
  FromPage,
  type AuditQuery,
  type StageRoles,
  type ToPage,
} from "../../../webview/protocol.ts";
import { stageRolesOf } from "../../core/stage-roles.ts";
import { log } from "../log.ts";
import { plainLabel } from "../plain-text.ts";
import type { Registries } from "../registries.ts";
import { showError } from "../show-error.ts";
import { answerImport, isImportRequest } from "./answer-import.ts";
import { answerPage } from "./answer-page.ts";
import { ImportSession } from "./import-session.ts";
import { pageHtml } from "./page-html.ts";
import { pageFailure, pageSnapshot } from "./page-snapshot.ts";
import type { PageSubject } from "./page-subject.ts";

interface Shown {
  readonly title?: string;
  /** Roles of the stages; absent if the page is about no registry. */
  readonly roles?: StageRoles["roles"];
  readonly message: ToPage;
}

/** One page in an editor tab. It asks for its snapshot when it is ready, and gets a new one after every change. */
export class PagePanel {
  readonly panel: WebviewPanel;
  readonly #registries: Registries;
  readonly #extension: Uri;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  #subject: PageSubject;
  /** Part of its subject that the page asks for; only the audit page does. */
  #query: AuditQuery | undefined;
  #watcher: FileSystemWatcher | undefined;
  /** Session of an import page. */
  #importing: ImportSession | undefined;
  #isReady = false;
  /** Content of a page about a file, read while VS Code starts the page. */
  #begun: Promise<Shown> | undefined;
  #isDisposed = false;
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
        // An import looks when it is asked to.
        if (this.#isReady && this.#subject.page !== "import") void this.#sendSnapshot();
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
    this.#begun = subject.page === "inspect" ? this.#snapshot() : undefined;
    this.#importing?.dispose();
    this.#importing = this.#importOf(subject);
    this.panel.webview.html = pageHtml(this.panel.webview, this.#extension, subject);
  }

  /** It is asked for once more: an import that is not going on starts afresh. */
  renew(): void {
    if (this.#importing?.isRunning === false) this.show(this.#subject);
  }

  #importOf(subject: PageSubject): ImportSession | undefined {
    if (subject.page !== "import") return undefined;
    return new ImportSession(subject, this.#registries, {
      progress: (progress) => {
        if (this.#isReady) void this.#post(progress);
      },
      changed: () => {
        if (this.#isReady) void this.#sendSnapshot();
      },
    });
  }

  async #post(message: ToPage): Promise<void> {
    // Work may end after the tab was closed.
    if (!this.#isDisposed) await this.panel.webview.postMessage(message);
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
      this.#begun = undefined;
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
      if (isImportRequest(parsed.data)) {
        await answerImport(parsed.data, this.#importing);
        return;
      }
      const answer = await answerPage(parsed.data, this.#subject, this.#registries);
      if (answer) await this.#post(answer);
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
    const reading = this.#begun ?? this.#snapshot();
    this.#begun = undefined;
    const { title, roles, message } = await reading;
    if (this.#isDisposed || subject !== this.#subject || query !== this.#query) return;
    if (title !== undefined) this.panel.title = plainLabel(title);
    if (roles) await this.#post({ type: "stage-roles", roles });
    await this.#post(message);
  }

  /** Returns the page's content, or the reason why it has none. */
  async #snapshot(): Promise<Shown> {
    const subject = this.#subject;
    const found =
      this.#registries.at(subject.folder)?.registry ??
      (subject.page === "inspect" ? this.#registries.reader() : undefined);
    if (!found) {
      return {
        message: {
          type: "failure",
          message: "The folder of this page is not open in this window.",
          wayOut: "Open it and retry.",
        },
      };
    }
    try {
      if (this.#importing)
        return { title: "Import Versions", message: await this.#importing.snapshot() };
      if (subject.page === "inspect") return await pageSnapshot(found, subject);
      const { policy } = await found.call("policy", {});
      const shown = await pageSnapshot(found, subject, this.#query);
      return { ...shown, roles: stageRolesOf(policy) };
    } catch (error) {
      return { message: pageFailure(error) };
    }
  }

  /** Disposes the subscriptions. */
  dispose(): void {
    this.#isDisposed = true;
    this.#watcher?.dispose();
    this.#importing?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
