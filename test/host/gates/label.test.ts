import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { question, type Question } from "../support/questions.ts";
import { colleague, file, writePolicy } from "../support/registry.ts";
import { rowAt } from "../support/tree.ts";

/** Answers all questions but the last as they are suggested, and gives the last. */
async function lastQuestion(title: string, model: string): Promise<Question> {
  const name = await question(title, 1);
  const { totalSteps = 0 } = name;
  await name.choose(model);
  for (let step = 2; step < totalSteps; step += 1) await (await question(title, step)).accept();
  return question(title, totalSteps);
}

describe("Where versions are labelled by semantic version numbers", () => {
  before(async () => {
    await writePolicy("version: 1\nversioning: semver\n");
    await colleague("register", "sklearn-forest.onnx", "--name", "labelled", "--allow-identical");
  });

  it("the number that follows from what changed comes first, with its reason", async () => {
    const registering = run("register", file("sklearn-network.onnx"));
    const bump = await lastQuestion("Register sklearn-network.onnx", "labelled");
    assert.deepEqual(bump.labels, ["Major", "Minor", "Patch"]);
    assert.equal(bump.description("Major"), "2.0.0");
    assert.match(bump.detail("Major") ?? "", /^Suggested: .*input input: float32\[\?, 30\] → /);
    assert.equal(bump.description("Minor"), "1.1.0");
    assert.equal(bump.description("Patch"), "1.0.1");
    await bump.accept();
    await registering;
    await notification(
      /^labelled 2 registered · 2\.0\.0 \(major, since 1\.0\.0: .*signature: input/,
    );
    await rowAt("labelled", "2 · 2.0.0");
  });

  it("another can be chosen, and that is recorded", async () => {
    const registering = run("register", file("sklearn-network.onnx"));
    const bump = await lastQuestion("Register sklearn-network.onnx", "labelled");
    assert.deepEqual(bump.labels, ["Patch", "Major", "Minor"]);
    assert.equal(bump.detail("Patch"), "Suggested: the same recipe, trained again");
    await bump.choose("Minor");
    (await notification(/already registered/)).press("Register Anyway");
    await registering;
    await notification(/^labelled 3 registered · 2\.1\.0 \(minor, since 2\.0\.0: as was asked\)/);
    await rowAt("labelled", "3 · 2.1.0");
  });

  it("the first version of a model has one number to begin with", async () => {
    const registering = run("register", file("sklearn-forest.onnx"));
    const title = "Register sklearn-forest.onnx";
    const name = await question(title, 1);
    name.type("labelled-first");
    const bump = await lastQuestion(title, "labelled-first");
    assert.deepEqual(bump.labels, ["1.0.0"]);
    assert.equal(bump.description("1.0.0"), "the first version");
    await bump.accept();
    (await notification(/already registered/)).press("Register Anyway");
    await registering;
    await rowAt("labelled-first", "1 · 1.0.0");
  });

  it("where nothing can be compared, the question is asked without numbers", async () => {
    const registering = run("register", file("sklearn-network.onnx"));
    const title = "Register sklearn-network.onnx";
    const name = await question(title, 1);
    const { totalSteps = 0 } = name;
    await name.choose("labelled");
    for (let step = 2; step < totalSteps - 1; step += 1)
      await (await question(title, step)).accept();
    const last = await question(title, totalSteps - 1);
    // What the number would follow by is gone by another's hand.
    await writePolicy("version: 1\nversioning: nonsense\n");
    await last.accept();
    const bump = await question(title, totalSteps);
    assert.deepEqual(bump.labels, ["Suggested from what changed", "Major", "Minor", "Patch"]);
    await bump.close();
    await registering;
    await writePolicy("version: 1\nversioning: semver\n");
  });
});
