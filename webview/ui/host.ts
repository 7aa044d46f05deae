import "./strict-csp.ts";
import * as z from "zod";
import type { StatedDirections } from "../../src/core/metrics/metric-direction.ts";
import {
  ToPage,
  type CommonAction,
  type FromPage,
  type Message,
  type PageProtocol,
  type RequestId,
  type StageRoles,
} from "../protocol.ts";
import { PendingQuestions } from "./pending-questions.ts";

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

/** Asks for something that any page may ask for. */
export function send(action: CommonAction): void {
  post({ type: "action", action });
}

/** Messages that a page is sent beside the replies to its questions. */
export type HostMessage<Snapshot> =
  | {
      readonly type: "snapshot";
      readonly id: RequestId;
      readonly roles?: StageRoles | undefined;
      readonly directions?: StatedDirections | undefined;
      readonly snapshot: Snapshot;
    }
  | Extract<ToPage, { type: "progress" | "failure" }>
  /** Something that the protocol does not know. */
  | { readonly type: "misunderstood" };

/** The editor, as one page speaks with it. */
export interface Host<Snapshot, Query, Action, Question extends Message, Replies> {
  /** Asks for a snapshot, and for another one after each change. Returns the id of the request. */
  readonly requestSnapshot: (query?: Query) => RequestId;
  /** Asks for something to be done. */
  readonly send: (action: Action) => void;
  /** Returns the reply to a question; undefined if nothing came of it, which the editor shows. */
  readonly ask: <Q extends Question>(
    question: Q,
  ) => Promise<Replies[Q["type"] & keyof Replies] | undefined>;
  /**
   * Calls `take` with replies to questions that the page asked before it was hidden or reloaded; by
   * default these are dropped. For what takes long, and is right whatever the page shows by then.
   */
  readonly onLateReply: <T extends keyof Replies & string>(
    to: T,
    take: (reply: Replies[T]) => void,
  ) => void;
  /** Calls `handle` with every other message of the editor. */
  readonly onMessage: (handle: (message: HostMessage<Snapshot>) => void) => void;
}

/** Connects a page with the editor; both parse what they receive with the page's protocol. */
export function connect<
  Snapshot,
  Query,
  Action extends Message,
  Question extends Message,
  Replies extends Readonly<Record<Question["type"], unknown>>,
>(
  protocol: PageProtocol<Snapshot, Query, Action, Question, Replies>,
): Host<Snapshot, Query, Action, Question, Replies> {
  const questions = new PendingQuestions();
  const late = new Map<string, (reply: unknown) => void>();
  let handle: (message: HostMessage<Snapshot>) => void = () => undefined;

  function parseReply<T extends keyof Replies & string>(
    to: T,
    reply: unknown,
  ): Replies[T] | undefined {
    if (reply === undefined) return undefined;
    const parsed = protocol.replies[to].safeParse(reply);
    if (parsed.success) return parsed.data;
    handle({ type: "misunderstood" });
    return undefined;
  }

  function receive(message: ToPage): void {
    if (message.type === "reply") {
      const { id, to, reply } = message;
      if (!questions.settle(id, reply)) late.get(to)?.(reply);
    } else if (message.type === "snapshot") {
      const snapshot = protocol.snapshot.safeParse(message.snapshot);
      handle(
        snapshot.success ? { ...message, snapshot: snapshot.data } : { type: "misunderstood" },
      );
    } else {
      handle(message);
    }
  }

  window.addEventListener("message", (event) => {
    const parsed = ToPage.safeParse(event.data);
    if (parsed.success) receive(parsed.data);
    else handle({ type: "misunderstood" });
  });

  return {
    requestSnapshot: (query) => {
      const id = questions.nextId();
      post({ type: "ready", id, ...(query !== undefined && { query }) });
      return id;
    },
    send: (action) => {
      post({ type: "action", action });
    },
    ask: async (question) => {
      const { id, reply } = questions.add();
      post({ type: "question", id, question });
      return parseReply(question.type, await reply);
    },
    onLateReply: (to, take) => {
      late.set(to, (reply) => {
        const parsed = parseReply(to, reply);
        if (parsed !== undefined) take(parsed);
      });
    },
    onMessage: (take) => {
      handle = take;
    },
  };
}

function post(message: FromPage): void {
  api.postMessage(message);
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
