import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { thirdPartyNotices } from "../../../third-party-notices.ts";

test("each package is named once, with the whole text of its licence", async () => {
  const notices = await thirdPartyNotices([
    "src/cli/main.ts",
    "node_modules/yaml/dist/index.js",
    "node_modules/yaml/dist/parse.js",
    "node_modules/@vscode/codicons/dist/codicon.ttf",
  ]);
  expect(notices.match(/^yaml \d/gm)).toHaveLength(1);
  expect(notices).toMatch(/^@vscode\/codicons \d/m);
  for (const path of ["yaml/LICENSE", "@vscode/codicons/LICENSE"]) {
    const text = (await readFile(`node_modules/${path}`, "utf8")).replaceAll("\r\n", "\n").trim();
    expect(notices).toContain(text);
  }
});

test("a package whose manifest says nothing that can be read ends the build", async () => {
  await expect(thirdPartyNotices(["node_modules/no-such-package/index.js"])).rejects.toThrow();
});
