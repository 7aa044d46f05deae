import type * as z from "zod";
import type {
  FromPage,
  Message,
  PageProtocol,
  Progress,
  StageRoles,
} from "../../../webview/protocol.ts";
import { stageRolesOf } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import type { PageCommands } from "./page-commands.ts";
import type { PageKind, PageSubject } from "./page-subject.ts";

/** Means that the editor's part of a page has at hand. */
export interface PageEnvironment {
  readonly registries: Registries;
  readonly commands: PageCommands;
  /** Tells that there is something new to show. */
  readonly changed: () => void;
  /** Returns whether a person can see the page. */
  readonly isVisible: () => boolean;
  /** Shows the progress of long work on the page. */
  readonly progress: (progress: Progress) => void;
}

/** Environment of a page about something: what its handlers get beside the message. */
export interface PageContext<Subject extends PageSubject = PageSubject> extends PageEnvironment {
  readonly subject: Subject;
}

export type SubjectOf<K extends PageKind> = Extract<PageSubject, { page: K }>;

/** Everything that a page shows, and the title of its tab. */
export interface PageContent<Snapshot = unknown> {
  readonly title: string;
  /** Roles of the stages; absent if the page is about no registry. */
  readonly roles?: StageRoles;
  readonly snapshot: Snapshot;
}

/** A message of a page, parsed, with what it asks for. */
export type PageRequest =
  | { readonly type: "ready"; readonly id: string; readonly read: () => Promise<PageContent> }
  | { readonly type: "action"; readonly name: string; readonly run: () => Promise<void> }
  | {
      readonly type: "question";
      readonly id: string;
      readonly name: string;
      /** Returns the reply; undefined if nothing came of it. */
      readonly run: () => Promise<unknown>;
    };

/** The editor's part of one page: what it shows, and what its messages do. */
export interface EditorPage {
  /** @throws z.ZodError if the message is not in the protocol of the page */
  readonly parse: (message: FromPage) => PageRequest;
  /** False if a change of a registry alone is no reason to show something new. */
  readonly followsRegistries: boolean;
  /** Returns true if the page begins anew when it is asked for once more. */
  readonly beginsAnew: () => boolean;
  readonly dispose: () => void;
}

/** A handler for each action of a page; what it returns is waited for. */
export type ActionHandlers<Action extends Message, Context> = {
  readonly [T in Action["type"]]: (
    action: Extract<Action, { type: T }>,
    context: Context,
  ) => unknown;
};

/** A handler for each question of a page, which returns the reply; undefined if nothing came of it. */
export type QuestionHandlers<
  Question extends Message,
  Replies extends Readonly<Record<Question["type"], unknown>>,
  Context,
> = {
  readonly [T in Question["type"]]: (
    question: Extract<Question, { type: T }>,
    context: Context,
  ) => Promise<Replies[T] | undefined>;
};

/** Handlers for all actions of a protocol. */
export type ActionsOf<
  Protocol extends { readonly action: z.ZodType<Message> },
  Context,
> = ActionHandlers<z.infer<Protocol["action"]>, Context>;

/** Handlers for all questions of a protocol. */
export type QuestionsOf<
  Protocol extends {
    readonly question: z.ZodType<Message>;
    readonly replies: Readonly<Record<string, z.ZodType>>;
  },
  Context,
> = QuestionHandlers<
  z.infer<Protocol["question"]>,
  { readonly [T in z.infer<Protocol["question"]>["type"]]: z.infer<Protocol["replies"][T]> },
  Context
>;

interface PageParts<
  Context,
  Snapshot,
  Query,
  Action extends Message,
  Question extends Message,
  Replies extends Readonly<Record<Question["type"], unknown>>,
> {
  readonly protocol: PageProtocol<Snapshot, Query, Action, Question, Replies>;
  readonly context: Context;
  /** Reads what the page shows. @throws RegistryError */
  readonly read: (context: Context, query: Query) => Promise<PageContent<Snapshot>>;
  readonly actions: ActionHandlers<Action, Context>;
  readonly questions: QuestionHandlers<Question, Replies, Context>;
}

/** Puts the parts of a page together; what it sends is parsed here, once. */
export function editorPage<
  Context,
  Snapshot,
  Query,
  Action extends Message,
  Question extends Message,
  Replies extends Readonly<Record<Question["type"], unknown>>,
>(
  {
    protocol,
    context,
    read,
    actions,
    questions,
  }: PageParts<Context, Snapshot, Query, Action, Question, Replies>,
  lifecycle: Partial<Omit<EditorPage, "parse">> = {},
): EditorPage {
  return {
    parse: (message) => {
      switch (message.type) {
        case "ready": {
          const query = protocol.query.parse(message.query);
          return { type: "ready", id: message.id, read: () => read(context, query) };
        }
        case "action": {
          const action = protocol.action.parse(message.action);
          const handle = handlerOf<Action, Context>(actions, action);
          return {
            type: "action",
            name: action.type,
            run: async () => {
              await handle(action, context);
            },
          };
        }
        case "question": {
          const question = protocol.question.parse(message.question);
          const handle = handlerOf<Question, Context>(questions, question);
          return {
            type: "question",
            id: message.id,
            name: question.type,
            run: async () => await handle(question, context),
          };
        }
      }
    },
    followsRegistries: true,
    beginsAnew: () => false,
    dispose: () => undefined,
    ...lifecycle,
  };
}

type Handler<M, Context> = (message: M, context: Context) => unknown;

/** Returns the handler for a message. TypeScript can't relate the two where both are unions. */
function handlerOf<M extends Message, Context>(
  handlers: ActionHandlers<M, Context>,
  message: M,
): Handler<M, Context> {
  const type: M["type"] = message.type;
  return handlers[type] as Handler<M, Context>;
}

/** Returns the registry of the folder of a page. @throws RegistryError if it is not open */
export function requireFolder({ registries, subject }: PageContext): FolderRegistry {
  const found = registries.at(subject.folder);
  if (found) return found;
  throw new RegistryError({ code: "file-problem", reason: "folder-not-open" });
}

/** Returns what a page about a registry shows, with the roles of its stages. @throws RegistryError */
export async function registryContent<Snapshot>(
  context: PageContext,
  read: (registry: RemoteRegistry) => Promise<PageContent<Snapshot>>,
): Promise<PageContent<Snapshot>> {
  const { registry } = requireFolder(context);
  const { policy } = await registry.call("policy", {});
  return { ...(await read(registry)), roles: stageRolesOf(policy) };
}
