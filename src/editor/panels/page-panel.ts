import { Uri, type Event, type Webview, type WebviewPanel, type WebviewView } from "vscode";
import * as z from "zod";
import { FromPage, type ToPage } from "../../../webview/protocol.ts";
import { log } from "../log.ts";
import { statedDirections } from "../metric-directions.ts";
import { plainLabel } from "../plain-text.ts";
import type { Registries } from "../registries.ts";
import { showError } from "../show-error.ts";
import { createPage } from "./create-page.ts";
import type { EditorPage, PageRequest } from "./editor-page.ts";
import type { PageCommands } from "./page-commands.ts";
import { pageFailure } from "./page-failure.ts";
import { pageHtml } from "./page-html.ts";
import type { PageSubject } from "./page-subject.ts";
import { isAwaited, nextPanelState, type PanelEvent, type PanelState } from "./panel-state.ts";

type SnapshotRequest = Extract<PageRequest, { type: "ready" }>;
type Question = Extract<PageRequest, { type: "question" }>;

/** Part of the window that a page is in: an editor tab, or a view. */
export interface PageFrame {
  readonly part: {
    title?: string | undefined;
    readonly webview: Webview;
    readonly visible: boolean;
    readonly onDidDispose: Event<void>;
  };
  readonly onDidChangeVisibility: Event<unknown>;
}

/** Returns an editor tab as the frame of a page. */
export function tabFrame(panel: WebviewPanel, extension: Uri): PageFrame {
  panel.iconPath = {
    light: Uri.joinPath(extension, "media", "page-light.svg"),
    dark: Uri.joinPath(extension, "media", "page-dark.svg"),
  };
  return { part: panel, onDidChangeVisibility: panel.onDidChangeViewState };
}

/** Returns a view as the frame of a page. */
export function viewFrame(view: WebviewView): PageFrame {
  return { part: view, onDidChangeVisibility: view.onDidChangeVisibility };
}

/** One page in its frame. It asks for its snapshot when it is ready, and gets a new one after every change. */
export class PagePanel {
  readonly #part: PageFrame["part"];
  readonly #registries: Registries;
  readonly #commands: PageCommands;
  readonly #extension: Uri;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  #subject: PageSubject;
  #page: EditorPage;
  #state: PanelState<SnapshotRequest> = { kind: "loading" };

  constructor(
    { part, onDidChangeVisibility }: PageFrame,
    subject: PageSubject,
    registries: Registries,
    commands: PageCommands,
    extension: Uri,
  ) {
    this.#part = part;
    this.#registries = registries;
    this.#commands = commands;
    this.#extension = extension;
    part.webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(extension, "dist", "webview")],
    };
    this.#subscriptions = [
      part.webview.onDidReceiveMessage((message: unknown) => {
        this.#receive(message);
      }),
      onDidChangeVisibility(() => {
        // A hidden page is thrown away and says that it is ready when it is shown again.
        if (!part.visible) this.#step({ type: "unloaded" });
      }),
      registries.onDidChange(() => {
        if (this.#page.followsRegistries) this.#step({ type: "changed" });
      }),
      part.onDidDispose(() => {
        this.dispose();
      }),
    ];
    this.#subject = subject;
    this.#page = this.#open();
  }

  get subject(): PageSubject {
    return this.#subject;
  }

  /** Makes the page about something else. */
  show(subject: PageSubject): void {
    this.#page.dispose();
    this.#subject = subject;
    this.#page = this.#open();
  }

  /** The page is asked for once more. */
  renew(): void {
    if (this.#page.beginsAnew()) this.show(this.#subject);
  }

  #open(): EditorPage {
    this.#step({ type: "unloaded" });
    const page = createPage(this.#subject, {
      registries: this.#registries,
      commands: this.#commands,
      changed: () => {
        this.#step({ type: "changed" });
      },
      isVisible: () => this.#part.visible,
      progress: (progress) => {
        const { kind } = this.#state;
        if (kind === "ready" || kind === "sending") void this.#post(progress);
      },
    });
    this.#part.webview.html = pageHtml(this.#part.webview, this.#extension, this.#subject);
    return page;
  }

  #receive(message: unknown): void {
    const request = this.#parse(message);
    switch (request?.type) {
      case "ready":
        this.#step({ type: "requested", request });
        return;
      case "action":
        request.run().catch((error: unknown) => showError(error, request.name));
        return;
      case "question":
        void this.#reply(request);
        return;
      case undefined:
    }
  }

  #parse(message: unknown): PageRequest | undefined {
    try {
      return this.#page.parse(FromPage.parse(message));
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      log().warn(`A page sent something that is not in the protocol: ${error.message}`);
      return undefined;
    }
  }

  async #reply({ id, name, run }: Question): Promise<void> {
    let reply: unknown;
    try {
      reply = await run();
    } catch (error) {
      // Not waited for: the page need not wait until the message is closed.
      void showError(error, name);
    }
    await this.#post({ type: "reply", id, to: name, reply });
  }

  #step(event: PanelEvent<SnapshotRequest>): void {
    const { state, read } = nextPanelState(this.#state, event);
    this.#state = state;
    if (read) void this.#sendSnapshot(read);
  }

  async #sendSnapshot(request: SnapshotRequest): Promise<void> {
    try {
      const { title, message } = await contentOf(request);
      if (!isAwaited(this.#state, request)) return;
      if (title !== undefined) this.#part.title = plainLabel(title);
      await this.#post(message);
    } finally {
      this.#step({ type: "sent", request });
    }
  }

  async #post(message: ToPage): Promise<void> {
    // Work may end after the frame was closed.
    if (this.#state.kind !== "disposed") await this.#part.webview.postMessage(message);
  }

  /** Disposes the subscriptions. */
  dispose(): void {
    this.#step({ type: "disposed" });
    this.#page.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** Returns the message with what a page shows, or with the reason why it can't be shown. */
async function contentOf({
  id,
  read,
}: SnapshotRequest): Promise<{ readonly title?: string; readonly message: ToPage }> {
  try {
    const { title, roles, snapshot } = await read();
    return {
      title,
      message: {
        type: "snapshot",
        id,
        ...(roles && { roles }),
        directions: statedDirections(),
        snapshot,
      },
    };
  } catch (error) {
    return { message: { type: "failure", id, ...pageFailure(error) } };
  }
}
