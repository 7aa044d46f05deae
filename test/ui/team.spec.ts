/** Two people, two clones, two windows: what one registers and asks for, the other one approves. */
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../workbench/paths.ts";
import { git } from "./support/process.ts";
import { register } from "./support/register.ts";
import { test as base, expect, type TestWorkbench } from "./workbench.ts";

const test = base.extend<object, { clonesTellWhoActs: undefined }>({
  clonesTellWhoActs: [
    // Playwright reads from the pattern of the first parameter what a fixture needs.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      // Each clone's settings of git name its person, which these variables would hide.
      for (const role of ["AUTHOR", "COMMITTER"]) {
        for (const part of ["NAME", "EMAIL"])
          Reflect.deleteProperty(process.env, `GIT_${role}_${part}`);
      }
      await use(undefined);
    },
    { scope: "worker", auto: true },
  ],
});

test.use({ sharedWindow: "team" });

const policy = `version: 1
remote: ../share
stages:
  - name: None
  - name: Production
    exclusive: true
  - name: Archived
    terminal: true
transitions:
  None: [Production]
  Production: [Archived]
gates:
  Production:
    approvals:
      count: 1
`;

/** A repository whose policy names a shared folder, and a clone of it, each with its person. */
async function makeClones(folder: string): Promise<{ ada: string; ben: string }> {
  const [ada, ben] = [join(folder, "ada"), join(folder, "ben")];
  await mkdir(join(folder, "share"));
  await mkdir(join(ada, ".model-registry"), { recursive: true });
  await writeFile(join(ada, ".model-registry", "policy.yaml"), policy);
  const models = join(projectRoot, "test", "fixtures", "models");
  await cp(join(models, "sklearn-forest.onnx"), join(ada, "forest.onnx"));
  await writeFile(join(ada, "metrics.json"), JSON.stringify({ auc: 0.91 }));
  await git(ada, "init", "--quiet", "--initial-branch=main");
  await git(ada, "add", "--all", "--force");
  await git(ada, "commit", "--quiet", "--message", "Policy of the team");
  await git(folder, "clone", "--quiet", ada, ben);
  for (const [clone, name, email] of [
    [ada, "Ada Okoye", "ada.okoye@example.org"],
    [ben, "Ben Sato", "ben.sato@example.org"],
  ] as const) {
    await git(clone, "config", "user.name", name);
    await git(clone, "config", "user.email", email);
  }
  return { ada, ben };
}

/** Accepts the offer to connect that a fresh clone makes. */
async function connect(workbench: TestWorkbench): Promise<void> {
  await workbench.openView("Model Registry");
  await workbench.answer("is shared through", "Connect…");
  await workbench.press(await workbench.dialog("Share the registry of"), "Approve and Connect");
  await expect(workbench.statusBarItem("registry in sync")).toBeVisible();
}

test("one registers and asks, the other approves, and both see Production", async ({
  workbench,
  folder,
}) => {
  const { ada, ben } = await makeClones(folder);
  // Every three seconds, so that nobody has to exchange by hand.
  const settings = { "modelRegistry.syncInterval": 0.05 };
  await workbench.open(ada, { settings });
  await connect(workbench);
  const second = await workbench.newWindow();
  await second.open(ben, { settings });
  await connect(second);

  // A tab in the background draws nothing.
  await workbench.page.bringToFront();
  await register(workbench, "forest.onnx", 3);
  await workbench.notification("forest 1 registered");
  await workbench.openView("Model Registry");
  await workbench.treeItem("forest", /^forest 1, None/);

  await second.page.bringToFront();
  // The other window has the version, and not its file.
  await second.treeItem("forest", /^forest 1, None, not downloaded/);

  await workbench.page.bringToFront();
  await workbench.command("Model Registry: Request Approval…");
  const request = "Request approval of forest 1 for Production";
  await (await workbench.quickInput("Request Approval")).pick("forest 1");
  const why = await workbench.quickInput(`${request} (1/2)`);
  await why.type("better on the holdout");
  await why.accept();
  await (await workbench.quickInput(`${request} (2/2)`)).pick("Promote automatically");
  await workbench.notification("Approval of forest 1 for Production requested");
  await workbench.treeItem("Waiting for approval (1)", /^forest 1 → Production, .* 0\/1/);

  await second.page.bringToFront();
  const asked = "Ada Okoye asks you to approve forest 1 for Production: “better on the holdout”";
  await second.notification(asked);
  await second.screenshot("team-asked");
  const view = second.page.getByRole("tab", { name: /^Model Registry.*1 request/ });
  await expect(view).toBeVisible();
  await second.answer(asked, "Show Request");
  const page = await second.webview("forest 1");
  await expect(page.getByRole("heading", { name: "Approval for Production" })).toBeVisible();
  await expect(page.getByText("1 file of this version is not on this machine.")).toBeVisible();
  await second.pictures("team-request");
  await page.getByRole("button", { name: "Approve…" }).click();
  const comment = await second.quickInput("Approve forest 1 for Production");
  await comment.type("looks good");
  await comment.accept();
  await second.treeItem("forest", /^forest 1, Production/);

  await workbench.page.bringToFront();
  await workbench.notification("Ben Sato approved forest 1; it is in Production now.");
  await workbench.treeItem("forest", /^forest 1, Production/);
  await workbench.screenshot("team-answered");
  await expect(workbench.statusBarItem("registry in sync")).toBeVisible();
});
