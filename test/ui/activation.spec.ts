import { expect, test } from "./workbench.ts";

test("the activity bar has an entry for the registry @smoke", async ({ workbench, folder }) => {
  await workbench.open(folder);
  await expect(workbench.activityBarEntry("Model Registry")).toBeVisible();
});
