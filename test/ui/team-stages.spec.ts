/** A team's own stages are called in the menus what the team calls them. */
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../workbench/paths.ts";
import { registry } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";

const policy = `version: 1
stages:
  - { name: Recent }
  - { name: Live, exclusive: true }
  - { name: Old, terminal: true }
transitions: { Recent: [Live], Live: [Old] }
`;

test("no menu speaks of Production where the stage is called Live", async ({
  workbench,
  folder,
}) => {
  const models = join(projectRoot, "test/fixtures/models");
  for (const name of ["sklearn-forest.onnx", "sklearn-network.onnx"]) {
    await cp(join(models, name), join(folder, name));
  }
  await mkdir(join(folder, ".model-registry"));
  await writeFile(join(folder, ".model-registry/policy.yaml"), policy);
  await registry(folder, "register", "sklearn-forest.onnx", "--name", "wine");
  await workbench.open(folder);
  await workbench.openView("Model Registry");
  await workbench.treeItem("wine", /^wine 1, Recent/);
  await expect(workbench.page.getByText("1 model · 0 in Live")).toBeVisible();
  await registry(folder, "promote", "wine@1", "--to", "Live");
  await registry(folder, "register", "sklearn-network.onnx", "--name", "wine");
  const second = await workbench.treeItem("wine", /^wine 2, Recent/);
  await workbench.treeItem("wine", /^wine 1, Live/);
  const offered = [
    ...(await workbench.contextMenuOffers(second)),
    ...(await workbench.contextMenuOffers(await workbench.treeItem("wine"))),
  ];
  expect(offered).toContain("Compare with Version in Use");
  expect(offered).toContain("Copy Path of Version in Use");
  expect(offered.filter((label) => label.includes("Production"))).toEqual([]);
  await workbench.contextMenu(second, "Compare with Version in Use");
  await workbench.webview("Compare wine 1, wine 2");
});
