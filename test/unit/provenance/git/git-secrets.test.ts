import { join } from "node:path";
import { expect, it } from "vitest";
import { captureGit } from "../../../../src/provenance/git/git.ts";
import { readParametersFile } from "../../../../src/provenance/values/parameters-file.ts";
import { git } from "../../support/git.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

it("files with secrets, by name or by a line, are left out of the patch whole and named", async () => {
  const before = {
    ".env": "API_KEY=old-secret\n",
    "config.yaml": "db: 1\npassword: older-secret\n",
    "conf ä.yaml": "a: 1\n",
  };
  const folder = repository(before);
  write(folder, {
    ".env": "API_KEY=new-secret\n",
    "config.yaml": "db: 2\npassword: older-secret\n",
    "conf ä.yaml": "a: 1\napi_key: newest-secret\n",
    "train.py": "print(2)\n",
  });
  const { state, patch, missing } = await captureGit(folder, { paths: [] });
  const text = new TextDecoder().decode(patch);
  expect(text).not.toContain("secret");
  expect(text).toContain("+print(2)");
  const names = [".env", "conf ä.yaml", "config.yaml"];
  expect([...(state?.dirty?.leftOut ?? [])].sort()).toEqual(names);
  expect(state?.dirty?.files).toEqual([".env", "conf ä.yaml", "config.yaml", "train.py"]);
  expect(missing.map(({ about }) => about).sort()).toEqual(names);
  write(folder, before);
  git(folder, "checkout", "--", "train.py");
  write(folder, { "../code.patch": patch! });
  git(folder, "apply", "../code.patch");
});

it("parameters that look like a secret are not recorded, and said not to be", async () => {
  const folder = temporaryFolder();
  write(folder, {
    "params.yaml": "lr: 0.1\ndb: { url: 'postgres://u:pw@h/db' }\nhf_token: abc\nmax_tokens: 5\n",
  });
  const { parameters, skipped } = await readParametersFile(join(folder, "params.yaml"));
  expect(parameters).toEqual({ lr: 0.1, max_tokens: 5 });
  expect(skipped).toEqual([
    { about: "params.yaml: db.url", reason: "looks like a secret" },
    { about: "params.yaml: hf_token", reason: "looks like a secret" },
  ]);
});
