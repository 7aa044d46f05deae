/** What the UI tests are written with: `import { expect, test } from "./workbench.ts"`. */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import { packagedExtension, projectRoot, testResults } from "../workbench/paths.ts";
import { descendants } from "../workbench/process-tree.ts";
import { startWorkbench } from "../workbench/server.ts";
import type { Workbench } from "../workbench/server.ts";
import { themes } from "../workbench/settings.ts";
import type { Settings, Theme } from "../workbench/settings.ts";
import { WorkbenchWindow } from "../workbench/window/window.ts";

export { expect };

/** What runs: the checkout as built into dist/, or the packaged extension. */
export interface ServerOptions {
  extension: "source" | "vsix";
}

interface TestOptions {
  /** True leaves workspace trust on, so that folders open in Restricted Mode. */
  trust: boolean;
}

interface Fixtures {
  /** An empty folder, removed after the test. */
  folder: string;
  workbench: TestWorkbench;
}

/** A VS Code window of a test, and the server behind it. */
export class TestWorkbench extends WorkbenchWindow {
  readonly #server: Workbench;

  constructor(page: Page, server: Workbench) {
    super(page);
    this.#server = server;
  }

  /** Opens a folder or a `.code-workspace` file, in a window with these user settings. */
  async open(folder: string, options: { theme?: Theme; settings?: Settings } = {}): Promise<void> {
    const theme = options.theme ?? "dark";
    await this.#server.writeSettings({
      ...options.settings,
      "workbench.colorTheme": themes[theme].id,
      // Of light and dark the one that the browser says the person prefers.
      "window.autoDetectColorScheme": theme !== "hc",
      "workbench.preferredLightColorTheme": themes.light.id,
      "workbench.preferredDarkColorTheme": themes.dark.id,
    });
    if (theme !== "hc") await this.page.emulateMedia({ colorScheme: theme });
    await this.goto(this.#server.url({ folder }));
    await this.themeShown(theme);
  }

  /** Another window of the same VS Code, empty as yet; closed after the test. */
  async newWindow(): Promise<TestWorkbench> {
    return new TestWorkbench(await this.page.context().newPage(), this.#server);
  }

  /**
   * Does something while the extension host gets a third of the time, as on a busy machine: it is
   * stopped and continued all the time. Not on Windows, which has no such signals.
   */
  async slowExtensionHost(act: () => Promise<void>): Promise<void> {
    const host = descendants(this.#server.process.pid ?? 0).find(({ command }) =>
      command.includes("--type=extensionHost"),
    );
    if (!host) throw new Error("There is no extension host.");
    const send = (signal: NodeJS.Signals): void => {
      process.kill(host.pid, signal);
    };
    let isStopped = false;
    const timer = setInterval(
      () => {
        isStopped = !isStopped || Math.random() < 0.5;
        send(isStopped ? "SIGSTOP" : "SIGCONT");
      },
      process.platform === "win32" ? 2 ** 31 - 1 : 60,
    );
    try {
      await act();
    } finally {
      clearInterval(timer);
      if (process.platform !== "win32") send("SIGCONT");
    }
  }

  /**
   * Takes a picture of what is shown in light and in dark, and looks at it there more closely. The
   * window stays as it is, open menus and questions too; it is dark afterwards.
   */
  async pictures(name: string, look?: (theme: Theme) => Promise<void>): Promise<void> {
    for (const theme of ["light", "dark"] as const) {
      await this.page.emulateMedia({ colorScheme: theme });
      await this.themeShown(theme);
      await this.screenshot(`${name}-${theme}`);
      await look?.(theme);
    }
  }

  /** A picture in test-results/screenshots. */
  override async screenshot(name: string): Promise<void> {
    await super.screenshot(join(testResults, "screenshots", `${name}.png`));
  }
}

/** One server at a time, kept for all tests in a row that want the same kind; each has its own folder. */
class Servers {
  readonly #extension: ServerOptions["extension"];
  #current: { readonly trust: boolean; readonly server: Workbench } | undefined;

  constructor(extension: ServerOptions["extension"]) {
    this.#extension = extension;
  }

  async for(trust: boolean): Promise<Workbench> {
    if (this.#current?.trust === trust) return this.#current.server;
    await this.dispose();
    const server = await startWorkbench({
      trust,
      ...(this.#extension === "vsix"
        ? { vsix: packagedExtension }
        : { extensionPath: projectRoot }),
    });
    this.#current = { trust, server };
    return server;
  }

  async dispose(): Promise<void> {
    await this.#current?.server.dispose();
    this.#current = undefined;
  }
}

export const test = base.extend<TestOptions & Fixtures, ServerOptions & { servers: Servers }>({
  extension: ["source", { option: true, scope: "worker" }],
  trust: [false, { option: true }],

  servers: [
    async ({ extension }, use) => {
      const servers = new Servers(extension);
      await use(servers);
      await servers.dispose();
    },
    { scope: "worker" },
  ],

  // Playwright reads from the pattern of the first parameter what a fixture needs.
  // eslint-disable-next-line no-empty-pattern
  folder: async ({}, use) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "model-registry-ui-")));
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  },

  workbench: async ({ page, servers, trust }, use, testInfo) => {
    const server = await servers.for(trust);
    const workbench = new TestWorkbench(page, server);
    await use(workbench);
    if (testInfo.status !== testInfo.expectedStatus) {
      await server.profile.keepLogs(testInfo.outputPath("vscode"));
      await testInfo.attach("console-errors", {
        body: workbench.consoleErrors.map(({ text }) => text).join("\n"),
      });
    }
    // The extension host ends with its window: before the folder under it is removed.
    for (const other of page.context().pages()) if (other !== page) await other.close();
    await page.goto("about:blank");
    await server.windowsClosed();
  },
});
