import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, onTestFinished, test } from "vitest";
import { cli, commandLine, useCli } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

useCli();

test("a client of the official SDK starts the command and calls its tools", async () => {
  const folder = workspace();
  await cli(folder, "register", "models/fraud.onnx", "--name", "fraud");
  const [command, ...args] = commandLine("mcp");
  const transport = new StdioClientTransport({ command, args, cwd: folder, stderr: "inherit" });
  const client = new Client({ name: "test", version: "1" });
  onTestFinished(() => client.close());
  await client.connect(transport);
  const { tools } = await client.listTools();
  expect(tools.filter(({ annotations }) => annotations?.readOnlyHint === false)).toHaveLength(3);
  const found = await client.callTool({ name: "model_registry_search", arguments: {} });
  expect(JSON.stringify(found.content)).toContain("fraud@1");
});
