import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** Tests that start many processes or take tens of seconds: part of `npm test`, too slow for `npm run check`. */
const processTests = ["test/unit/**/*.process.test.ts"];

/**
 * Deadlines (ms) for what hangs: far beyond what the slowest test takes on a machine with twenty
 * times more to do than it can.
 */
const deadlines = { testTimeout: 600_000, hookTimeout: 600_000 };

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
      {
        // The command as a server, with the real clients of other tools.
        test: {
          name: "servers",
          include: ["test/servers/*.test.ts"],
          globalSetup: ["test/unit/cli/build-cli.ts", "test/servers/places/set-up-places.ts"],
          ...deadlines,
          env,
        },
      },
      {
        // What `npm run package` has made, installed as a person would.
        test: { name: "packages", include: ["test/packages/*.test.ts"], ...deadlines, env },
      },
    ],
  },
});
