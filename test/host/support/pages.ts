/**
 * The extension's end of a page. Nobody in an extension host can press what is in a webview; test/ui
 * does so. Here tests send the extension what its pages send, and see what it posts to them.
 */
import type { WebviewPanel } from "vscode";
import { apiOfExtension } from "./extension.ts";
import { waitFor } from "./wait.ts";

interface OpenPage {
  readonly viewType: string;
  readonly listeners: ((message: unknown) => unknown)[];
  readonly posted: unknown[];
}

const open: OpenPage[] = [];

const { createWebviewPanel } = apiOfExtension.window;
Object.assign(apiOfExtension.window, {
  createWebviewPanel: (...args: Parameters<typeof createWebviewPanel>) => {
    const panel = createWebviewPanel(...args);
    const page: OpenPage = { viewType: args[0], listeners: [], posted: [] };
    open.push(page);
    panel.onDidDispose(() => open.splice(open.indexOf(page), 1));
    return withWatchedMessages(panel, page);
  },
});

function withWatchedMessages(panel: WebviewPanel, page: OpenPage): WebviewPanel {
  const { webview } = panel;
  const watched = over(webview, {
    onDidReceiveMessage: (listener: (message: unknown) => unknown) => {
      page.listeners.push(listener);
      return webview.onDidReceiveMessage(listener);
    },
    postMessage: (message: unknown) => {
      page.posted.push(message);
      return webview.postMessage(message);
    },
  });
  return over(panel, { webview: watched });
}

/** An object with some of its members replaced; the others know no other `this` than theirs. */
function over<T extends object>(object: T, members: Readonly<Record<string, unknown>>): T {
  return new Proxy(object, {
    get: (target, name) => {
      if (typeof name === "string" && name in members) return members[name];
      const value: unknown = Reflect.get(target, name, target);
      // Whatever it is, it is handed on as it came.
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

/** Sends the extension a message, as the page of this kind does that was opened last. */
export function sendFromPage(page: string, message: unknown): void {
  const found = open.findLast(({ viewType }) => viewType === `modelRegistry.${page}`);
  if (!found) throw new Error(`No ${page} page is open.`);
  for (const listener of found.listeners) listener(message);
}

export type Posted = Readonly<Record<string, unknown>>;

/** The next message of a type that a page of this kind is sent, and that is as wanted. */
export async function postedToPage(
  page: string,
  type: string,
  isWanted: (message: Posted) => boolean = () => true,
): Promise<Posted> {
  const isIt = (message: unknown): message is Posted =>
    isPosted(message) && message["type"] === type && isWanted(message);
  return waitFor(`a message “${type}” to a ${page} page`, () => {
    for (const { viewType, posted } of open) {
      if (viewType !== `modelRegistry.${page}`) continue;
      const message = posted.find(isIt);
      if (!message) continue;
      posted.splice(0, posted.indexOf(message) + 1);
      return message;
    }
    return undefined;
  });
}

function isPosted(message: unknown): message is Posted {
  return typeof message === "object" && message !== null;
}
