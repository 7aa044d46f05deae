import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** Tests that start many processes or take tens of seconds: part of `npm test`, too slow for `npm run check`. */
const processTests = ["test/unit/**/*.process.test.ts"];

/** Deadlines (ms) for what hangs: a busy machine takes several times as long as an idle one. */
const deadlines = { testTimeout: 120_000, hookTimeout: 120_000 };

/** Environment in which a person's settings are kept apart from those of whoever runs the tests. */
const env = { XDG_CONFIG_HOME: join(tmpdir(), "model-registry-test-settings") };

export default defineConfig({
  test: {
    // All cores: left to itself, it takes one less, which of two is half.
    maxWorkers: "100%",
    root: resolve(import.meta.dirname, "../.."),
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          exclude: processTests,
          ...deadlines,
          env,
          // No test of these changes what another file's tests see, and loading the modules anew
          // for each file takes a third of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: "process",
          include: processTests,
          globalSetup: "test/unit/cli/build-cli.ts",
          ...deadlines,
          env,
        },
      },
    ],
  },
});
