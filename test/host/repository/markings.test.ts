import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { prepare, prepareOne, show } from "../support/registry.ts";
import { rowAt, rowSaying } from "../support/tree.ts";

describe("Aliases", () => {
  it("are set, seen in the tree, moved from version to version, and removed", async () => {
    const [first, second] = await prepare(
      "aliased",
      ["more/sklearn-forest.onnx"],
      ["more/sklearn-network.onnx"],
    );
    const setting = run("setAlias", first);
    const typed = await question("Set alias of aliased 1");
    typed.type("champion");
    await typed.choose("champion");
    await setting;
    await notification("aliased@champion is aliased 1 now.");
    await rowSaying(/\bchampion\b/, "aliased", "1");

    const moving = run("setAlias", second);
    const moved = await question("Set alias of aliased 2");
    assert.equal(moved.description("champion"), "aliased 1");
    await moved.choose("champion");
    await moving;
    await notification("aliased@champion is aliased 2 now, no longer aliased 1.");
    assert.equal((await show("aliased@champion")).reference, "aliased@2");

    const { node } = await rowAt("aliased", "2");
    const removing = run("removeAlias", node);
    await (await question("Remove alias of aliased 2")).choose("champion");
    await removing;
    await notification("aliased@champion was removed; it pointed to aliased 2.");
    await rowSaying(/^(?!.*champion)/, "aliased", "2");
  });

  it("must not look like a number", async () => {
    const version = await prepareOne("alias-number", "more/digits.npz");
    const setting = run("setAlias", version);
    const typed = await question("Set alias of alias-number 1");
    typed.type("v2");
    assert.deepEqual(typed.labels, []);
    await typed.close();
    assert.equal(await setting, undefined);
  });
});

describe("Tags", () => {
  it("are set and removed on a version", async () => {
    const version = await prepareOne("tagged", "more/digits.npz");
    await addTag(version, "Tag tagged 1", "validated", "");
    await notification("tagged 1 is tagged validated.");
    const removing = run("removeTag", version);
    await (await question("Remove tag of tagged 1")).choose("validated");
    await removing;
    await notification("tagged 1 is no longer tagged validated.");
    await run("removeTag", version);
    await notification("Remove Tag: tagged 1 has no tag.");
  });

  it("are set on a model, and a page names the one to remove", async () => {
    await prepareOne("tagged-model", "more/digits.npz");
    const { node } = await rowAt("tagged-model");
    await addTag(node, "Tag tagged-model", "team", "risk");
    await notification("tagged-model is tagged team = risk.");
    await run("removeTag", node, "team");
    await notification("tagged-model is no longer tagged team.");
  });
});

describe("Edit Description and Edit Notes", () => {
  it("change the text, and the history keeps what was there", async () => {
    const version = await prepareOne("noted", "more/digits.npz");
    await describeAs(version, "", "first words");
    await describeAs(version, "first words", "better words");
    const { history } = await show("noted@1");
    assert.match(JSON.stringify(history), /Description: “better words”/);
    assert.match(JSON.stringify(history), /before “first words”/);
  });

  it("ask which text, and keep its lines", async () => {
    const version = await prepareOne("noted-lines", "more/digits.npz");
    for (const [before, after] of [
      ["", "slow ⏎ large"],
      ["slow ⏎ large", "slow"],
    ] as const) {
      const editing = run("annotate", version);
      await (await question("Edit notes of noted-lines 1")).choose("Known issues");
      const text = await question("Known issues of noted-lines 1");
      assert.equal(text.value, before);
      text.type(after);
      await text.accept();
      await editing;
    }
    const { history } = await show("noted-lines@1");
    assert.deepEqual(
      history.map(({ title }) => title),
      ["Known issues: “slow”, before “slow\nlarge”", "Known issues: “slow\nlarge”", "Registered"],
    );
  });

  it("take of a checked field only what it can be", async () => {
    const version = await prepareOne("noted-checked", "more/digits.npz");
    const retention = run("annotate", version, "retention-days");
    const days = await question("Retention days of noted-checked 1");
    days.type("forever");
    await days.accept();
    assert.match(days.problem ?? "", /whole number of days/);
    days.type("365");
    await days.accept();
    await retention;
    for (const [chosen, labels] of [
      ["yes", ["yes", "no"]],
      ["Not known", ["yes", "no", "Not known"]],
    ] as const) {
      const editing = run("annotate", version, "pii");
      const pii = await question("PII present of noted-checked 1");
      assert.deepEqual(pii.labels, labels);
      await pii.choose(chosen);
      await editing;
    }
    const history = JSON.stringify((await show("noted-checked@1")).history);
    assert.match(history, /PII present removed, before “yes”/);
    assert.match(history, /Retention days: “365”/);
  });

  it("change nothing where the text stays", async () => {
    const version = await prepareOne("noted-same", "more/digits.npz");
    const editing = run("annotate", version, "team");
    await (await question("Team of noted-same 1")).accept();
    assert.equal(await editing, undefined);
  });
});

async function addTag(subject: unknown, title: string, key: string, value: string): Promise<void> {
  const adding = run("setTag", subject);
  const name = await question(title, 1);
  await name.accept();
  assert.match(name.problem ?? "", /1 to 250 characters/);
  name.type(key);
  await name.accept();
  const text = await question(title, 2);
  text.type(value);
  await text.accept();
  await adding;
}

async function describeAs(version: unknown, before: string, after: string): Promise<void> {
  const editing = run("editDescription", version);
  const text = await question("Description of noted 1");
  assert.equal(text.value, before);
  text.type(after);
  await text.accept();
  await editing;
}
