import { RegistryError } from "../core/refusals/refusal.ts";
import { changingTools } from "./changing-tools.ts";
import { plainJson, plainText } from "./plain-data.ts";
import { readingTools } from "./reading-tools.ts";
import type { AgentTool, Effect, ToolContext } from "./tool.ts";

/** All tools, those that only read first. */
export const agentTools: readonly AgentTool[] = [...readingTools, ...changingTools];

/** Answer of a tool: JSON for the language model. */
export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
}

/** Puts a refusal into words for who asks. */
export type WordsOf = (error: RegistryError) => {
  readonly message: string;
  readonly wayOut: string;
};

/**
 * Returns what is asked for. A refusal is an answer: its code, reason and remedy are what the agent
 * goes on with.
 */
export async function orRefusal<T>(
  ask: () => Promise<T>,
  wordsOf: WordsOf,
): Promise<T | ToolAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const { message, wayOut } = wordsOf(error);
    const problem = { problem: error.refusal.code, message, remedy: wayOut };
    return { text: plainJson(problem), isError: true };
  }
}

/** Runs a tool. */
export function runTool(
  tool: AgentTool,
  context: ToolContext,
  input: unknown,
  wordsOf: WordsOf,
): Promise<ToolAnswer> {
  const run = async (): Promise<ToolAnswer> => {
    return { text: plainJson(await tool.run(context, input)), isError: false };
  };
  return orRefusal(run, wordsOf);
}

/** Returns the answer for a change that would be refused, or that the person doesn't want. */
export function notDone(why: string): ToolAnswer {
  return { text: plainJson({ done: false, why }), isError: true };
}

/** Characters of a line that a person reads before they agree: more than any input may have. */
const longestLine = 100_000;

/** Returns an effect as plain text: the question, then a line for each part. */
export function effectText({ question, lines }: Effect): string {
  return [question, ...lines]
    .map((line) => plainText(line, longestLine).replace(/\s+/g, " "))
    .join("\n");
}
