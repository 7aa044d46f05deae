/**
 * Pages have no hands in these tests: nobody can press a button in a webview. So what the extension
 * and a page say to each other passes here, and tests say what the page would; test/ui presses.
 */
import type { WebviewPanel } from "vscode";
import type { FromPage, ToPage } from "../../../webview/protocol.ts";
import { apiOfExtension } from "./extension.ts";
import { waitFor } from "./wait.ts";

const { createWebviewPanel } = apiOfExtension.window;
const pages: PlayedPage[] = [];

Object.assign(apiOfExtension.window, {
  createWebviewPanel: (...args: Parameters<typeof createWebviewPanel>) => {
    const panel = createWebviewPanel(...args);
    pages.push(new PlayedPage(panel));
    return panel;
  },
});

type MessageOf<T extends ToPage["type"]> = Extract<ToPage, { type: T }>;

/** A page of the extension, played by the test beside the real one. */
export class PlayedPage {
  readonly viewType: string;
  readonly #heard: ToPage[] = [];
  readonly #listeners: ((message: unknown) => unknown)[] = [];
  isOpen = true;

  constructor(panel: WebviewPanel) {
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
        return postMessage(message);
      },
    });
  }

  /** Says something as the page does. */
  say(message: FromPage): void {
    for (const listener of this.#listeners) void listener(message);
  }

  /** The newest message of a kind that the page was sent, once there is one that fits. */
  hear<T extends ToPage["type"]>(
    type: T,
    fits: (message: MessageOf<T>) => boolean = () => true,
  ): Promise<MessageOf<T>> {
    const isOne = (message: ToPage): message is MessageOf<T> => message.type === type;
    return waitFor(`a message “${type}” to the page`, () =>
      this.#heard.filter(isOne).findLast(fits),
    );
  }

  /** Forgets what the page was sent. */
  forget(): void {
    this.#heard.length = 0;
  }
}

/** The newest open page of a kind. */
export function playedPage(page: string): Promise<PlayedPage> {
  return waitFor(`a page “${page}”`, () =>
    pages.findLast(({ viewType, isOpen }) => isOpen && viewType === `modelRegistry.${page}`),
  );
}
