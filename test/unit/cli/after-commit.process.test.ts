import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { document, ended, start, succeed, useCli } from "./cli.ts";
import { workspace } from "./workspace.ts";

useCli();

/** Lets a process read nothing of the ledger any more once it has flushed a line of it. */
const failAfterFlush = `
import fs from "node:fs";
const open = fs.promises.open;
let isFlushed = false;
const fail = (path) => {
  if (!isFlushed || !String(path).includes("ledger")) return;
  throw Object.assign(new Error("EIO: i/o error, open"), { code: "EIO", syscall: "open" });
};
fs.promises.open = async (path, ...rest) => {
  fail(path);
  const handle = await open(path, ...rest);
  if (String(path).endsWith(".jsonl")) {
    const [datasync, close] = [handle.datasync.bind(handle), handle.close.bind(handle)];
    let isOurs = false;
    handle.datasync = async () => {
      await datasync();
      isOurs = true;
    };
    handle.close = async () => {
      await close();
      isFlushed ||= isOurs;
    };
  }
  return handle;
};
const { readdir } = fs.promises;
fs.promises.readdir = async (path, ...rest) => {
  fail(path);
  return readdir(path, ...rest);
};
const { openSync } = fs;
fs.openSync = (path, ...rest) => {
  fail(path);
  return openSync(path, ...rest);
};
`;

test.each([
  ["text", []],
  ["JSON", ["--json"]],
])("a registration whose answer can't be read is told as recorded, as %s", async (_, options) => {
  const folder = workspace();
  await succeed(folder, "init");
  const preload = join(folder, "fail-after-flush.mjs");
  writeFileSync(preload, failAfterFlush);
  const args = ["register", "models/fraud.onnx", "--name", "fraud", ...options];
  const { code, stdout, stderr } = await ended(
    start(folder, args, { node: ["--import", preload] }),
  );
  expect(code).toBe(0);
  expect(stderr).toContain(
    "This is recorded: fraud 1: Registered. What comes after it failed: EIO",
  );
  const ledger = join(folder, ".model-registry/ledger");
  const [file] = readdirSync(ledger);
  const last = readFileSync(join(ledger, file!), "utf8").trimEnd().split("\n").at(-1);
  const { id } = JSON.parse(last!) as { id: string };
  expect(stdout === "" ? undefined : JSON.parse(stdout)).toEqual(
    options.length === 0 ? undefined : { recorded: [id] },
  );
  expect(await document(folder, "show", "fraud@1")).toMatchObject({ id });
});
