import type * as z from "zod";
import type { Task } from "../registry/task.ts";
import type { AnswerOf, RequestOf, UseCaseName } from "../registry/worker/use-cases.ts";

/** Registry of a folder as tools call it, in this process or in a thread. */
export interface UseCaseCaller {
  call<N extends UseCaseName>(name: N, request: RequestOf<N>, task?: Task): Promise<AnswerOf<N>>;
}

/** Context in which a tool runs. */
export interface ToolContext {
  readonly registry: UseCaseCaller;
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly task?: Task;
}

/** Effect that a change would have, for the person who is asked. Data of others in it is plain text. */
export interface Effect {
  /** A question: `Promote fraud 5 to Production?` */
  readonly question: string;
  readonly lines: readonly string[];
  /** Nothing would be changed, for this reason, which the agent is told. */
  readonly refused?: string;
}

/**
 * A tool for agents. Results are data, cut to what a model can use; the texts in them come from the
 * workspace, and nothing reads them as instructions.
 */
export interface AgentTool {
  readonly name: string;
  readonly title: string;
  /** Description for the language model: the purpose of the tool and when to use it. */
  readonly description: string;
  readonly input: z.ZodObject;
  readonly run: (context: ToolContext, input: unknown) => Promise<unknown>;
  /** Present for tools that change the registry: they run after a person has agreed to this. */
  readonly preview?: (context: ToolContext, input: unknown) => Promise<Effect>;
}

/** Makes a tool whose functions get parsed input. */
export function agentTool<I extends z.ZodObject>(definition: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  readonly run: (context: ToolContext, input: z.output<I>) => Promise<unknown>;
  readonly preview?: (context: ToolContext, input: z.output<I>) => Promise<Effect>;
}): AgentTool {
  const { input, run, preview, ...about } = definition;
  return {
    ...about,
    input,
    run: (context, given) => run(context, input.parse(given)),
    ...(preview && {
      preview: (context: ToolContext, given: unknown) => preview(context, input.parse(given)),
    }),
  };
}
