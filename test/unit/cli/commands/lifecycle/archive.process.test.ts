import { expect, test } from "vitest";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

useCli();

async function registered(policy?: string): Promise<string> {
  const files = policy === undefined ? {} : { ".model-registry/policy.yaml": policy };
  const folder = workspace(files);
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  return folder;
}

test("archive and reject move a version by what the policy means, and say so", async () => {
  const folder = await registered();
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  await succeed(folder, "promote", "fraud@1");
  expect(await succeed(folder, "archive", "fraud@1", "--dry-run")).toBe(
    "fraud 1: Production → Archived would pass\n",
  );
  expect(await succeed(folder, "archive", "fraud@1", "--reason", "old")).toBe(
    "fraud 1 archived: Production → Archived\n",
  );
  expect(await failure(folder, "archive", "fraud@1")).toMatchObject({ code: "already-in-stage" });
  expect(await failure(folder, "reject", "fraud@1")).toMatchObject({
    code: "transition-not-allowed",
  });
  const again = ["register", "models/fraud.onnx", "--name", "fraud", "--allow-identical"];
  await succeed(folder, ...again);
  expect(await document(folder, "reject", "fraud@2", "--reason", "leaks")).toMatchObject({
    version: { number: 2, stage: "Rejected" },
    from: "None",
    to: "Rejected",
  });
  await succeed(folder, ...again);
  expect(await succeed(folder, "promote", "fraud@3", "--to", "rejected")).toBe(
    "fraud 3 rejected: None → Rejected\n",
  );
  expect(await failure(folder, "archive", "fraud@3")).toMatchObject({
    exit: 1,
    code: "transition-not-allowed",
    wayOut: "From Rejected it can go to None.",
  });
});

test("what was never in use can be archived, too, by the default lifecycle", async () => {
  const folder = await registered();
  expect(await succeed(folder, "archive", "fraud@1")).toBe("fraud 1 archived: None → Archived\n");
  const again = ["register", "models/fraud.onnx", "--name", "fraud", "--allow-identical"];
  await succeed(folder, ...again);
  await succeed(folder, "promote", "fraud@2");
  expect(await succeed(folder, "archive", "fraud@2")).toBe(
    "fraud 2 archived: Staging → Archived\n",
  );
});

test("stages of other names are archived to and rejected to; several are named", async () => {
  const folder = await registered(`version: 1
stages:
  - name: Neu
  - name: Probe
  - name: Betrieb
    exclusive: true
  - name: Abgelehnt
  - name: Zweifelhaft
  - name: Ablage
    terminal: true
transitions:
  Neu: [Probe, Abgelehnt, Zweifelhaft]
  Probe: [Betrieb, Abgelehnt]
  Betrieb: [Ablage]
  Abgelehnt: [Neu]
  Zweifelhaft: [Neu]
`);
  const { wayOut } = await failure(folder, "reject", "fraud@1");
  const [, command = ""] =
    /^Use “model-registry ([^”]+)” or “[^”]+Zweifelhaft”\.$/.exec(wayOut) ?? [];
  expect(await succeed(folder, ...command.split(" "))).toBe("fraud 1 rejected: Neu → Abgelehnt\n");
  await succeed(folder, "promote", "fraud@1", "--to", "Neu");
  await succeed(folder, "promote", "fraud@1", "--to", "Probe");
  expect(await succeed(folder, "reject", "fraud@1")).toBe("fraud 1 rejected: Probe → Abgelehnt\n");
});

test("a policy without such stages names those that there are", async () => {
  const folder = await registered(
    "version: 1\nstages:\n  - name: Dev\n  - name: Live\ntransitions:\n  Dev: [Live]\n  Live: [Dev]\n",
  );
  expect(await failure(folder, "reject", "fraud@1")).toMatchObject({
    message: "Can't reject fraud 1: the policy has no stage for versions that will not be used.",
    wayOut: "From Dev it can go to Live.",
  });
  expect((await failure(folder, "archive", "fraud@1")).message).toBe(
    "Can't archive fraud 1: the policy has no stage for versions that are no longer in use.",
  );
});
