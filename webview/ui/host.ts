import "./strict-csp.ts";
import * as z from "zod";
import { ToPage, type FromPage } from "../protocol.ts";

/** API that VS Code gives a page (`acquireVsCodeApi`, callable once a page load). */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

/** Stored state: the page's subject, by which the editor restores it, and the page's own state. */
const Stored = z.object({ subject: z.unknown(), page: z.unknown() });

/** Subject of this page, as the editor wrote it into the document. */
const subject: unknown = JSON.parse(document.body.dataset["subject"] ?? "null");

function storedPage(): unknown {
  return Stored.safeParse(api.getState()).data?.page;
}

function store(page: unknown): void {
  api.setState({ subject, page } satisfies z.infer<typeof Stored>);
}

// Stored at once, so that a page whose person changed nothing is restored as well.
store(storedPage());

/** Asks something of the editor. */
export function send(message: FromPage): void {
  api.postMessage(message);
}

/**
 * Calls `handle` with every message of the editor. One that the protocol does not know is handled
 * as a failure, so that it is seen.
 */
export function onMessage(handle: (message: ToPage) => void): void {
  window.addEventListener("message", (event) => {
    const parsed = ToPage.safeParse(event.data);
    handle(
      parsed.success
        ? parsed.data
        : {
            type: "failure",
            message: "This page received something it doesn’t understand.",
            wayOut: "Reload the window, so that the page and the extension are of one release.",
          },
    );
  });
}

/** State that a page keeps while it is hidden and when the window is reloaded. */
export interface StoredState<State> {
  readonly read: () => State;
  readonly write: (state: State) => void;
}

/** The page's stored state; `initial` where there is none, or one of another release. */
export function storedState<State>(schema: z.ZodType<State>, initial: State): StoredState<State> {
  return {
    read: () => {
      const parsed = schema.safeParse(storedPage());
      return parsed.success ? parsed.data : initial;
    },
    write: (state) => {
      store(state);
    },
  };
}
