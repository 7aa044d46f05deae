import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { colleague, folder, prepareOne, show, writePolicy } from "../support/registry.ts";

const model = "sklearn-forest.onnx";

describe("Redact Text", () => {
  const secret = "hunter2-hunter2";

  beforeEach(() => writePolicy("version: 1\n"));

  it("takes a text out of the registry once its places are confirmed", async () => {
    await prepareOne("redacted", model);
    await colleague("tag", "redacted@1", "login", `ada:${secret}`);

    const leaving = askedToRedact(secret);
    const seen = await dialog(`Take the text out of 1 place in ${folder.name}?`);
    assert.match(seen.detail ?? "", /tags\.login of redacted 1, event /);
    assert.ok(!seen.detail?.includes(secret));
    seen.dismiss();
    assert.equal(await leaving, undefined);
    assert.deepEqual((await show("redacted@1")).tags, { login: `ada:${secret}` });

    const taking = askedToRedact(secret);
    (await dialog(`Take the text out of 1 place in ${folder.name}?`)).press("Redact");
    await taking;
    await notification(`The text was taken out of 1 place in ${folder.name}.`);
    assert.deepEqual((await show("redacted@1")).tags, {
      login: `ada:${"*".repeat(secret.length)}`,
    });
  });

  it("says that a text is nowhere, or has to stay", async () => {
    await prepareOne("redaction-refused", model);
    const looking = run("redactText");
    await typeInto("never-recorded");
    assert.equal(await looking, undefined);
    await notification(`The text is not in the registry of ${folder.name}.`);
    const refused = run("redactText");
    await typeInto("redaction-refused");
    await refused;
    await notification(/redaction-refused.* can't be redacted: clones would come to /);
  });

  async function askedToRedact(text: string): Promise<unknown> {
    const command = run("redactText");
    await typeInto(text);
    const reason = await question(`Redact Text in ${folder.name}`);
    reason.type("a password");
    await reason.accept();
    return command;
  }

  async function typeInto(text: string): Promise<void> {
    const asked = await question(`Redact Text in ${folder.name}`);
    asked.type(text);
    await asked.accept();
  }
});
