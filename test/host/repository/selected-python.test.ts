import assert from "node:assert/strict";
import { workspace, type Uri } from "vscode";
import { run } from "../support/command.ts";
import { apiOfExtension } from "../support/extension.ts";
import { question } from "../support/questions.ts";
import { file, folder, show } from "../support/registry.ts";

const home = "envs/chosen";
const files = {
  "pyvenv.cfg": "home = /usr/bin\nversion = 3.12.4\n",
  "bin/python": "",
  "lib/python3.12/site-packages/numpy-2.1.0.dist-info/METADATA":
    "Metadata-Version: 2.1\nName: numpy\nVersion: 2.1.0\n",
};

describe("The Python that is selected in the Python extension", () => {
  const { extensions } = apiOfExtension;
  const { getExtension } = extensions;
  const asked: (Uri | undefined)[] = [];
  before(async () => {
    for (const [path, text] of Object.entries(files)) {
      await workspace.fs.writeFile(file(`${home}/${path}`), Buffer.from(text));
    }
    // The extension itself comes from the Marketplace and is not in this window: this has its API.
    const environments = {
      getActiveEnvironmentPath: (resource?: Uri) => {
        asked.push(resource);
        return { id: "chosen", path: file(`${home}/bin/python`).fsPath };
      },
    };
    Object.assign(extensions, {
      getExtension: (id: string) =>
        id === "ms-python.python"
          ? { isActive: true, exports: { environments } }
          : getExtension(id),
    });
  });
  after(() => Object.assign(extensions, { getExtension }));

  it("is recorded with its packages", async () => {
    const title = "Register torch-module.pt";
    const registering = run("register", file("more/torch-module.pt"));
    const name = await question(title, 1);
    name.type("selected-python");
    await name.choose("selected-python");
    const { totalSteps = 1 } = await question(title, 2);
    for (let step = 2; step <= totalSteps; step += 1) await (await question(title, step)).accept();
    await registering;
    assert.deepEqual(
      asked.map((each) => each?.toString()),
      [folder.uri.toString()],
    );
    const { environment } = (await show("selected-python@1")).recipe;
    const python = environment?.["python"] as { kind: string; version: string };
    assert.equal(python.kind, "virtual environment");
    assert.equal(python.version, "3.12.4");
    assert.match(JSON.stringify(environment), /"numpy":"2\.1\.0"/);
  });
});
