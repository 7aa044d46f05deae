import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { colleague, file, writePolicy } from "../support/registry.ts";
import { rowAt } from "../support/tree.ts";

describe("Where versions are labelled by semantic version numbers", () => {
  before(() => writePolicy("version: 1\nversioning: semver\n"));

  it("registering asks which part rises, and the tree shows the label", async () => {
    await colleague("register", "sklearn-forest.onnx", "--name", "labelled", "--allow-identical");
    const registering = run("register", file("sklearn-forest.onnx"));
    const title = "Register sklearn-forest.onnx";
    const name = await question(title, 1);
    const { totalSteps = 0 } = name;
    await name.choose("labelled");
    for (let step = 2; step < totalSteps; step += 1) await (await question(title, step)).accept();
    const bump = await question(title, totalSteps);
    assert.deepEqual(bump.labels, ["As what changed suggests", "Major", "Minor", "Patch"]);
    await bump.choose("Minor");
    (await notification(/already registered/)).press("Register Anyway");
    await registering;
    await notification(/^labelled 2 registered · 1\.1\.0 \(minor, since 1\.0\.0: as was asked\)/);
    await rowAt("labelled", "2 · 1.1.0");
  });
});
