import { join } from "node:path";

/** A run of Weights & Biases that test/fixtures/make_wandb_run.py made. */
export const wandbRun = join(
  import.meta.dirname,
  "../../fixtures/wandb/offline-run-20261130_103452-nahxwitz",
);

/** Its log. */
export const wandbLog = join(wandbRun, "run-nahxwitz.wandb");
