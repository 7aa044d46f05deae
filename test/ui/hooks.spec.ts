/** A program of the policy stops a promotion, says why, is corrected, and lets it through. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./support/sample.ts";

/** Compares a metric of the version that it is told of on stdin with a bound. */
const smokeTest = `import { text } from "node:stream/consumers";
const { version } = JSON.parse(await text(process.stdin));
const [, , bound] = process.argv;
const recall = version.metrics["test.recall"];
console.log(\`\${version.model} \${version.number}: recall \${recall} on test data\`);
if (recall < Number(bound)) {
  console.error(\`Recall is below \${bound}: too many tumors would be missed.\`);
  process.exitCode = 1;
}
`;

const policy = (bound: string): string => `version: 1
gates:
  Production:
    hooks:
      pre:
        - { command: node, args: [scripts/smoke-test.mjs, "${bound}"], timeout: 30 }
`;

test("a hook that fails stops a promotion until it is corrected and allowed anew", async ({
  workbench,
  sample,
}) => {
  const policyFile = join(sample, ".model-registry", "policy.yaml");
  await mkdir(join(sample, "scripts"), { recursive: true });
  await writeFile(join(sample, "scripts", "smoke-test.mjs"), smokeTest);
  await writeFile(policyFile, policy("0.95"));
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  const promote = async (): Promise<void> => {
    const version = await workbench.treeItem("tumor-classifier", /^tumor-classifier 6, Staging/);
    await workbench.contextMenu(version, "Promote…");
    await (await workbench.quickInput("Promote tumor-classifier 6")).pick("Production");
  };
  const question = "Allow these programs and promote tumor-classifier 6 to Production?";

  await promote();
  const asked = await workbench.dialog(question);
  await expect(asked).toContainText(
    "before Production: node scripts/smoke-test.mjs 0.95 (at most 30 s)",
  );
  await expect(asked).toContainText(/Version 5 .*will be moved to Archived/);
  await workbench.pictures("hooks-allow");
  await workbench.press(asked, "Allow and Promote");
  const stopped = await workbench.notification("Can't move tumor-classifier 6 to Production");
  await expect(stopped).toContainText(
    "the hook node scripts/smoke-test.mjs 0.95 ended with code 1",
  );
  await expect(stopped).toContainText("Recall is below 0.95: too many tumors would be missed.");
  await workbench.pictures("hooks-stopped");
  await workbench.press(stopped, "Show Output");
  const output = workbench.page.locator(".output-view .view-lines");
  await expect(output).toContainText(/tumor-classifier\s6:\srecall\s0\.9062\son\stest\sdata/);
  await expect(output).toContainText(/──\sended\swith\scode\s1/);
  await workbench.treeItem("tumor-classifier", /^tumor-classifier 6, Staging/);
  await workbench.treeItem("tumor-classifier", /^tumor-classifier 5, Production/);
  await workbench.pictures("hooks-output");

  await writeFile(policyFile, policy("0.9"));
  await promote();
  const again = await workbench.dialog(question);
  await expect(again).toContainText("The hooks have changed since you allowed them.");
  await expect(again).toContainText("node scripts/smoke-test.mjs 0.9 (at most 30 s)");
  await workbench.pictures("hooks-changed");
  await workbench.press(again, "Allow and Promote");
  await workbench.notification(
    "tumor-classifier 6 is in Production now; tumor-classifier 5 is in Archived.",
  );
  await workbench.treeItem("tumor-classifier", /^tumor-classifier 6, Production/);
  await expect(output).toContainText(/──\spassed/);
  await workbench.pictures("hooks-passed");
});
