import assert from "node:assert/strict";
import {
  CancellationTokenSource,
  commands,
  ConfigurationTarget,
  LanguageModelTextPart,
  lm,
  MarkdownString,
  workspace,
} from "vscode";
import * as z from "zod";
import { agentTools } from "../../../src/agents/tools.ts";
import { languageModelTool } from "../../../src/editor/agents/agent-tools.ts";
import { extension } from "../support/extension.ts";
import { linkTo } from "../support/hostile-text.ts";
import { file, folder, otherWindow, prepare, prepareOne, stages } from "../support/registry.ts";
import { waitFor } from "../support/wait.ts";

/** Calls a tool outside of a chat, in which VS Code agrees for the person. */
async function invoke(name: string, input: object): Promise<unknown> {
  const { content } = await lm.invokeTool(name, { input, toolInvocationToken: undefined });
  const [part] = content;
  assert.ok(part instanceof LanguageModelTextPart);
  return JSON.parse(part.value);
}

/**
 * Returns the question that VS Code shows before a tool is called: title and lines; undefined if it
 * asks nothing.
 */
async function asked(name: string, input: object): Promise<readonly string[] | undefined> {
  const tool = agentTools.find((each) => each.name === name);
  assert.ok(tool);
  const registries = {
    all: () => [{ folder, registry: otherWindow }],
    containing: () => undefined,
  };
  const prepared = await languageModelTool(tool, registries).prepareInvocation(
    { input },
    new CancellationTokenSource().token,
  );
  const { title, message } = prepared?.confirmationMessages ?? {};
  if (title === undefined) return undefined;
  assert.ok(message instanceof MarkdownString);
  // Neither commands nor pictures nor markup of others are shown.
  assert.ok(!message.isTrusted && !message.supportHtml && !message.supportThemeIcons);
  assert.doesNotMatch(message.value, /(?<!\\)[[\]()>]/);
  const plain = message.value.replaceAll("&nbsp;", " ").replace(/\\(.)/g, "$1");
  return [title, ...plain.split("\n\n").filter((line) => line !== "")];
}

function toolsOfWindow(): readonly string[] {
  return lm.tools.map(({ name }) => name).filter((name) => name.includes("model_registry"));
}

describe("Tools for language models", () => {
  before(async () => {
    await extension.activate();
    await prepareOne("for-agents", "more/torch-legacy.pt");
    for (const name of ["one", "two"]) {
      await workspace.fs.writeFile(file(`agents/${name}.bin`), Buffer.from(`agents, ${name}`));
    }
    await prepare("agents-move", ["agents/one.bin", "Staging", "Production"], ["agents/two.bin"]);
  });

  it("are offered by the window, and answer what the registry has", async () => {
    assert.equal(toolsOfWindow().length, 10);
    const found = await invoke("model_registry_search", { query: "for-agents" });
    assert.partialDeepStrictEqual(found, { total: 1, versions: [{ reference: "for-agents@1" }] });
  });

  it("refuse what the registry refuses, without asking", async () => {
    const unknown = { reference: "for-agents@9", stage: "Production" };
    assert.equal(await asked("model_registry_promote", unknown), undefined);
    const answer = await invoke("model_registry_promote", unknown);
    assert.partialDeepStrictEqual(answer, { done: false });
  });

  it("ask nothing to read", async () => {
    for (const [name, input] of [
      ["model_registry_search", { query: "" }],
      ["model_registry_show", { reference: "agents-move@1" }],
      ["model_registry_inspect", { path: "more/sklearn-network.onnx" }],
      ["model_registry_checks", { reference: "agents-move@2", stage: "Staging" }],
    ] as const) {
      assert.equal(await asked(name, input), undefined, name);
    }
  });

  it("show what a change does before it is done, and do that", async () => {
    const reason = `better ${linkTo("agree")} <img src=x>\nagents-move 1 stays.`;
    const toStaging = { reference: "agents-move@2", stage: "Staging", reason };
    assert.deepEqual(await asked("model_registry_promote", toStaging), [
      "Move Version to a Stage",
      "Move agents-move 2 from None to Staging?",
      `Reason: ${reason.replace("\n", " ")}`,
    ]);
    await invoke("model_registry_promote", toStaging);
    const toProduction = { reference: "agents-move@2", stage: "Production" };
    assert.deepEqual(await asked("model_registry_promote", toProduction), [
      "Move Version to a Stage",
      "Move agents-move 2 from Staging to Production?",
      "agents-move 1 leaves Production for Archived.",
    ]);
    await invoke("model_registry_promote", toProduction);
    assert.deepEqual(await stages("agents-move"), { 1: "Archived", 2: "Production" });

    const back = { model: "agents-move", reason: "slower" };
    assert.deepEqual(await asked("model_registry_roll_back", back), [
      "Roll Back Production",
      "Roll agents-move Production back to agents-move 1?",
      "agents-move 2 leaves Production.",
      "Reason: slower",
    ]);
    await invoke("model_registry_roll_back", back);
    assert.partialDeepStrictEqual(await stages("agents-move"), { 1: "Production" });
  });

  it("show all that a registration would record", async () => {
    const input = {
      path: "more/sklearn-network.onnx",
      model: "agents-wine",
      description: "For **tests**",
      metrics: { auc: 0.9 },
      parameters: { depth: 3 },
      tags: { team: "risk" },
    };
    const [title, question, about, ...lines] =
      (await asked("model_registry_register", input)) ?? [];
    assert.deepEqual(
      [title, question, ...lines],
      [
        "Register Model",
        "Register more/sklearn-network.onnx as a new version of agents-wine?",
        "Description: For **tests**",
        "Metrics: auc = 0.9",
        "Parameters: depth = 3",
        "Tags: team = risk",
      ],
    );
    assert.match(about ?? "", /^ONNX · /);
  });

  it("come from an MCP server if the setting says so", async () => {
    const settings = workspace.getConfiguration("modelRegistry");
    await settings.update("agentTools", "mcpServer", ConfigurationTarget.Global);
    try {
      const ofServer = await waitFor("the server's tools", async () => {
        await commands.executeCommand("workbench.mcp.startServer", "*");
        const names = toolsOfWindow().filter((name) => name.startsWith("mcp_"));
        return names.length === 10 ? names : undefined;
      });
      const search = ofServer.find((name) => name.endsWith("model_registry_search"));
      const found = await invoke(search ?? "", { query: "for-agents" });
      assert.equal(z.object({ total: z.number() }).parse(found).total, 1);
    } finally {
      await settings.update("agentTools", undefined, ConfigurationTarget.Global);
    }
    await waitFor("the server's tools to go", () => toolsOfWindow().length === 10 || undefined);
  });
});
