import { expect, test } from "vitest";
import * as z from "zod";
import manifest from "../../../package.json" with { type: "json" };
import { agentTools } from "../../../src/agents/tools.ts";

test("the manifest has the tools with their descriptions and inputs", () => {
  expect(
    manifest.contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => ({
      name,
      modelDescription,
      inputSchema,
    })),
  ).toEqual(
    agentTools.map(({ name, description, input }) => {
      const schema: Record<string, unknown> = { ...z.toJSONSchema(input, { io: "input" }) };
      delete schema["$schema"];
      return { name, modelDescription: description, inputSchema: schema };
    }),
  );
});

test("no tool is offered twice, by the editor and by the MCP server", () => {
  for (const { when } of manifest.contributes.languageModelTools) {
    expect(when).toBe("config.modelRegistry.agentTools != mcpServer");
  }
});
