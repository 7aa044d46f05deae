import { isAbsolute } from "node:path";
import {
  Disposable,
  l10n,
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  Uri,
  workspace,
  type CancellationToken,
  type LanguageModelTool,
  type PreparedToolInvocation,
} from "vscode";
import * as z from "zod";
import type { AgentTool, Effect, ToolContext } from "../../agents/tool.ts";
import { agentTools, effectText, notDone, runTool } from "../../agents/tools.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { plainMarkdown } from "../nodes/plain-markdown.ts";
import { plainLabel } from "../plain-text.ts";
import { sentencesOf, wordsOf } from "../refusals/refusal-words.ts";
import type { FolderRegistry, Registries } from "../registries.ts";

/**
 * Offers the tools for agents to the language models of the editor. Those that read answer at once;
 * before a change VS Code asks the person, who sees exactly what it does.
 */
export function offerAgentTools(registries: Registries): Disposable {
  return Disposable.from(
    ...agentTools.map((tool) => lm.registerTool(tool.name, languageModelTool(tool, registries))),
  );
}

/** The window's registries as tools need them. */
export type RegistriesOfWindow = Pick<Registries, "all" | "containing">;

/** Returns a tool in the form of VS Code's chat. */
export function languageModelTool(
  tool: AgentTool,
  registries: RegistriesOfWindow,
): LanguageModelTool<unknown> & Required<Pick<LanguageModelTool<unknown>, "prepareInvocation">> {
  return {
    prepareInvocation: async ({ input }): Promise<PreparedToolInvocation> => {
      const invocationMessage = plainLabel(l10n.t("Model Registry: {0}", tool.title));
      const context = await contextFor(registries, input);
      const effect = context && (await effectOf(tool, context, input));
      // What would be refused is refused when it is called, and need not be agreed to.
      if (!effect || effect.refused !== undefined) return { invocationMessage };
      return {
        invocationMessage,
        confirmationMessages: {
          title: plainLabel(tool.title),
          message: plainMarkdown(effectText(effect)),
        },
      };
    },
    invoke: async ({ input }, token) => {
      const context = await contextFor(registries, input);
      if (!context) return resultOf(notDone(l10n.t("No folder is open.")).text);
      const refused = (await effectOf(tool, context, input))?.refused;
      if (refused !== undefined) return resultOf(notDone(refused).text);
      const task = { signal: signalOf(token) };
      const words = ({ refusal }: RegistryError) => wordsOf(refusal);
      return resultOf((await runTool(tool, { ...context, task }, input, words)).text);
    },
  };
}

/** Effect that a change would have; undefined for tools that change nothing. */
async function effectOf(
  tool: AgentTool,
  context: ToolContext,
  input: unknown,
): Promise<Effect | undefined> {
  try {
    return await tool.preview?.(context, input);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { question: tool.title, lines: [], refused: sentencesOf(error.refusal) };
  }
}

/** Argument that names the registry, where there are several. */
const Named = z.looseObject({
  reference: z.string().optional().catch(undefined),
  references: z.array(z.string()).optional().catch(undefined),
  model: z.string().optional().catch(undefined),
  path: z.string().optional().catch(undefined),
});

/** The registry around the file, else the one that has the model, else the first of the window. */
async function contextFor(
  registries: RegistriesOfWindow,
  input: unknown,
): Promise<ToolContext | undefined> {
  const all = workspace.workspaceFolders ? registries.all() : [];
  const named = Named.safeParse(input).data ?? {};
  const { path = "" } = named;
  const around = isAbsolute(path) ? registries.containing(Uri.file(path)) : undefined;
  const [text = named.reference ?? named.model ?? ""] = named.references ?? [];
  const model = text.split("@")[0] ?? "";
  const found = all.length > 1 && !around ? await folderWith(all, model) : undefined;
  const chosen = around ?? found ?? all[0];
  return chosen && { registry: chosen.registry, folder: chosen.folder.uri.fsPath };
}

async function folderWith(
  folders: readonly FolderRegistry[],
  model: string,
): Promise<FolderRegistry | undefined> {
  for (const each of folders) {
    const { models } = await each.registry.call("referenceNames", {});
    if (models.some(({ name }) => name === model)) return each;
  }
  return undefined;
}

function resultOf(text: string): LanguageModelToolResult {
  return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}
