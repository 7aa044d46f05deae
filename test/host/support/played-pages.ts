/**
 * Pages have no hands in these tests: nobody can press a button in a webview. So what the extension
 * and a page say to each other passes here, and tests say what the page would; test/ui presses.
 */
import type { WebviewPanel, WebviewView } from "vscode";
import type * as z from "zod";
import { abTestProtocol } from "../../../webview/abtest/protocol.ts";
import { auditProtocol } from "../../../webview/audit/protocol.ts";
import { compareProtocol } from "../../../webview/compare/protocol.ts";
import { importProtocol } from "../../../webview/import/protocol.ts";
import { inspectProtocol } from "../../../webview/inspect/protocol.ts";
import { lineageProtocol } from "../../../webview/lineage/protocol.ts";
import { modelProtocol } from "../../../webview/model/protocol.ts";
import { monitoringProtocol } from "../../../webview/monitoring/protocol.ts";
import type { FromPage, ToPage } from "../../../webview/protocol.ts";
import { retentionProtocol } from "../../../webview/retention/protocol.ts";
import { runProtocol } from "../../../webview/run/protocol.ts";
import { versionProtocol } from "../../../webview/version/protocol.ts";
import { apiOfExtension } from "./extension.ts";
import { waitFor } from "./wait.ts";

const { createWebviewPanel, registerWebviewViewProvider } = apiOfExtension.window;
const pages: PlayedPage[] = [];

Object.assign(apiOfExtension.window, {
  createWebviewPanel: (...args: Parameters<typeof createWebviewPanel>) => {
    const panel = createWebviewPanel(...args);
    pages.push(new PlayedPage(panel));
    return panel;
  },
  registerWebviewViewProvider: (...args: Parameters<typeof registerWebviewViewProvider>) => {
    const [viewType, provider, options] = args;
    const played: typeof provider = {
      resolveWebviewView: (view, context, token) => {
        pages.push(new PlayedPage(view));
        return provider.resolveWebviewView(view, context, token);
      },
    };
    return registerWebviewViewProvider(viewType, played, options);
  },
});

interface Protocols {
  readonly version: typeof versionProtocol;
  readonly model: typeof modelProtocol;
  readonly compare: typeof compareProtocol;
  readonly lineage: typeof lineageProtocol;
  readonly inspect: typeof inspectProtocol;
  readonly audit: typeof auditProtocol;
  readonly monitoring: typeof monitoringProtocol;
  readonly abtest: typeof abTestProtocol;
  readonly retention: typeof retentionProtocol;
  readonly run: typeof runProtocol;
  readonly import: typeof importProtocol;
}
type Kind = keyof Protocols;
type Action = z.infer<Protocols[Kind]["action"]>;

type AllReplies = typeof auditProtocol.replies &
  typeof compareProtocol.replies &
  typeof lineageProtocol.replies &
  typeof modelProtocol.replies &
  typeof retentionProtocol.replies;
type Replies = { [T in keyof AllReplies]: z.infer<AllReplies[T]> };
const replies: { readonly [T in keyof Replies]: z.ZodType<Replies[T]> } = {
  ...auditProtocol.replies,
  ...compareProtocol.replies,
  ...lineageProtocol.replies,
  ...modelProtocol.replies,
  ...retentionProtocol.replies,
};
type Question =
  | z.infer<typeof auditProtocol.question>
  | z.infer<typeof compareProtocol.question>
  | z.infer<typeof lineageProtocol.question>
  | z.infer<typeof modelProtocol.question>
  | z.infer<typeof retentionProtocol.question>;

/** Messages that a page gets: its snapshots by the kind of the page, and what is no snapshot. */
type Heard = { [K in Kind]: z.infer<Protocols[K]["snapshot"]> } & {
  [T in "progress" | "failure"]: Extract<ToPage, { type: T }>;
};
const heard: { readonly [T in keyof Heard]: (message: ToPage) => Heard[T] | undefined } = {
  version: snapshotOf(versionProtocol.snapshot),
  model: snapshotOf(modelProtocol.snapshot),
  compare: snapshotOf(compareProtocol.snapshot),
  lineage: snapshotOf(lineageProtocol.snapshot),
  inspect: snapshotOf(inspectProtocol.snapshot),
  audit: snapshotOf(auditProtocol.snapshot),
  monitoring: snapshotOf(monitoringProtocol.snapshot),
  abtest: snapshotOf(abTestProtocol.snapshot),
  retention: snapshotOf(retentionProtocol.snapshot),
  run: snapshotOf(runProtocol.snapshot),
  import: snapshotOf(importProtocol.snapshot),
  progress: (message) => (message.type === "progress" ? message : undefined),
  failure: (message) => (message.type === "failure" ? message : undefined),
};

function snapshotOf<T>(schema: z.ZodType<T>): (message: ToPage) => T | undefined {
  return (message) => (message.type === "snapshot" ? schema.parse(message.snapshot) : undefined);
}

/** A page of the extension, played by the test beside the real one. */
export class PlayedPage {
  readonly viewType: string;
  readonly #heard: ToPage[] = [];
  readonly #listeners: ((message: unknown) => unknown)[] = [];
  readonly #questions = new Map<string, (reply: unknown) => void>();
  #asked = 0;
  isOpen = true;

  constructor(panel: WebviewPanel | WebviewView) {
    this.viewType = panel.viewType;
    panel.onDidDispose(() => {
      this.isOpen = false;
    });
    const { webview } = panel;
    const { onDidReceiveMessage } = webview;
    const postMessage = webview.postMessage.bind(webview);
    Object.defineProperty(webview, "onDidReceiveMessage", {
      value: (listener: (message: unknown) => unknown) => {
        this.#listeners.push(listener);
        return onDidReceiveMessage(listener);
      },
    });
    Object.defineProperty(webview, "postMessage", {
      value: (message: ToPage) => {
        this.#heard.push(message);
        if (message.type === "reply") this.#questions.get(message.id)?.(message.reply);
        return postMessage(message);
      },
    });
  }

  /** Asks for a snapshot, as the page does when it is ready. */
  ready(): void {
    this.#send({ type: "ready", id: this.#nextId() });
  }

  /** Asks for something to be done, as the page does. */
  say(action: Action): void {
    this.#send({ type: "action", action });
  }

  /** Asks a question as the page does, and returns the reply; undefined if nothing came of it. */
  async ask<Q extends Question>(question: Q): Promise<Replies[Q["type"]] | undefined> {
    const id = this.#nextId();
    const reply = await new Promise<unknown>((resolve) => {
      this.#questions.set(id, resolve);
      this.#send({ type: "question", id, question });
    });
    const type: Q["type"] = question.type;
    return reply === undefined ? undefined : replies[type].parse(reply);
  }

  /** The newest message of a kind that the page was sent, once there is one that fits. */
  hear<T extends keyof Heard>(
    type: T,
    fits: (message: Heard[T]) => boolean = () => true,
  ): Promise<Heard[T]> {
    return waitFor(`a message “${type}” to the page`, () =>
      this.#heard
        .map(heard[type])
        .filter((message) => message !== undefined)
        .findLast(fits),
    );
  }

  #send(message: FromPage): void {
    for (const listener of this.#listeners) void listener(message);
  }

  #nextId(): string {
    this.#asked += 1;
    return `played-${this.#asked}`;
  }

  /** Forgets what the page was sent. */
  forget(): void {
    this.#heard.length = 0;
  }
}

/** The newest open page of a kind, or that in a view. */
export function playedPage(page: string): Promise<PlayedPage> {
  return waitFor(`a page “${page}”`, () =>
    pages.findLast(({ viewType, isOpen }) => isOpen && viewType === `modelRegistry.${page}`),
  );
}
