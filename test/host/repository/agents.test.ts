import assert from "node:assert/strict";
import { LanguageModelTextPart, lm } from "vscode";
import { extension } from "../support/extension.ts";
import { prepareOne } from "../support/registry.ts";

/** What a tool answers to a call outside of a chat. */
async function invoke(name: string, input: object): Promise<unknown> {
  const { content } = await lm.invokeTool(name, { input, toolInvocationToken: undefined });
  const [part] = content;
  assert.ok(part instanceof LanguageModelTextPart);
  return JSON.parse(part.value);
}

describe("Tools for language models", () => {
  before(async () => {
    await extension.activate();
    await prepareOne("for-agents", "more/torch-legacy.pt");
  });

  it("are offered by the window, and answer what the registry has", async () => {
    const names = lm.tools
      .map(({ name }) => name)
      .filter((name) => name.startsWith("model_registry"));
    assert.equal(names.length, 10);
    const found = await invoke("model_registry_search", { query: "for-agents" });
    assert.partialDeepStrictEqual(found, { total: 1, versions: [{ reference: "for-agents@1" }] });
  });

  it("refuse what the registry refuses, without asking", async () => {
    const answer = await invoke("model_registry_promote", {
      reference: "for-agents@9",
      stage: "Production",
    });
    assert.partialDeepStrictEqual(answer, { done: false });
  });
});
