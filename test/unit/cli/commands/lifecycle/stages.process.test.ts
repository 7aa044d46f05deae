import { expect, test } from "vitest";
import { cli, document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

test("says what was in a stage at a moment of the past", async () => {
  const folder = workspace();
  const register = ["register", "models/fraud.onnx", "--name", "fraud"];
  await succeed(folder, ...register);
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  await succeed(folder, "promote", "fraud@1", "--to", "Production");
  const version = await document(folder, "show", "fraud@1");
  const [{ id: event } = { id: "" }] = version["history"] as { id: string }[];
  const entered = String(version["stageSince"]);
  write(folder, { "models/fraud.onnx": "weights 2" });
  await succeed(folder, ...register);
  await succeed(folder, "promote", "fraud@2", "--to", "Staging");
  await succeed(folder, "promote", "fraud@2", "--to", "Production");

  const then = await document(folder, "stages", "--at", entered, "--model", "fraud");
  expect(then).toEqual({
    at: entered,
    versions: [
      {
        reference: "fraud@1",
        id: version["id"],
        model: "fraud",
        number: 1,
        stage: "Production",
        since: entered,
        event,
      },
    ],
  });
  const now = await succeed(folder, "stages", "--at", "2999-12-31", "--stage", "production");
  expect(now).toMatch(/^NAME +VERSION +STAGE +SINCE\nfraud +2 +Production +\d{4}-\S+Z\n$/);
  expect(await succeed(folder, "stages", "--at", "2020-01-01")).toBe("");

  // Its former name, which goes on working for a release.
  const former = await cli(folder, "history", "--at", "2999-12-31", "--stage", "production");
  expect(former).toMatchObject({ code: 0, stdout: now });
  expect(former.stderr).toContain("“history” is called “stages” now");
  const quiet = await cli(folder, "history", "--at", entered, "--json");
  expect(JSON.parse(quiet.stdout)).toMatchObject({ at: entered });
  expect(quiet.stderr).toBe("");
  expect(await succeed(folder, "--help")).not.toMatch(/^ *history\b/m);

  const wrong = await failure(folder, "stages", "--at", "yesterday");
  expect(wrong).toMatchObject({ exit: 2, code: "usage" });
  expect(wrong.message).toContain("2026-03-31");
  expect(await failure(folder, "stages")).toMatchObject({ exit: 2 });
  expect(await failure(folder, "stages", "--at", "2026-02-30T10:00Z")).toMatchObject({ exit: 2 });
  for (const option of ["--since", "--until"]) {
    expect(await failure(folder, "log", option, "2026-06-31")).toMatchObject({ exit: 2 });
  }
  const unknown = await failure(folder, "stages", "--at", "2026-01-01", "--model", "other");
  expect(unknown).toMatchObject({ exit: 1, code: "unknown-model" });
});
