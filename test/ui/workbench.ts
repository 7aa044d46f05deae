/** Fixtures of the UI tests: `import { expect, test } from "./workbench.ts"`. */
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

/** The extension under test: the checkout as built into dist/, or the packaged extension. */
export interface ServerOptions {
  extension: "source" | "vsix";
}

interface TestOptions {
  /** True leaves workspace trust on, so that folders open in Restricted Mode. */
  trust: boolean;
  /**
   * Tests in a row with the same name work one after the other in one window and folder: a window
   * takes ten times longer to load than to tidy up. Without a name, a test has a window of its own.
   */
  sharedWindow: string | undefined;
}

interface Fixtures {
  scene: Scene;
  /** An empty folder, removed after the test; in a shared window what tests before it have left. */
  folder: string;
  workbench: TestWorkbench;
}

/** A VS Code window of a test, and the server behind it. */
export class TestWorkbench extends WorkbenchWindow {
  readonly #server: Workbench;
  #opened: string | undefined;
  /** The theme of the window where the browser says that the person prefers a dark one. */
  #dark: Exclude<Theme, "light"> = "dark";

  constructor(page: Page, server: Workbench) {
    super(page);
    this.#server = server;
  }

  /**
   * Opens a folder or a `.code-workspace` file, in a window with these user settings. A window that
   * shows it already is tidied up, and keeps its settings.
   */
  async open(folder: string, options: { theme?: Theme; settings?: Settings } = {}): Promise<void> {
    const theme = options.theme ?? "dark";
    if (this.#opened === folder) {
      await this.#tidy();
      await this.#show(theme);
      return;
    }
    this.#dark = theme === "hc" ? "hc" : "dark";
    await this.#server.writeSettings({
      ...options.settings,
      "workbench.colorTheme": themes[theme].id,
      "window.autoDetectColorScheme": true,
      "workbench.preferredLightColorTheme": themes.light.id,
      "workbench.preferredDarkColorTheme": themes[this.#dark].id,
    });
    await this.page.emulateMedia({ colorScheme: theme === "light" ? "light" : "dark" });
    await this.goto(this.#server.url({ folder }));
    this.#opened = folder;
    await this.themeShown(theme);
  }

  /**
   * Changes the theme of the open window: between light and dark by what the browser says, which
   * leaves open menus and questions as they are; to and from high contrast by the palette.
   */
  async #show(theme: Theme): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme === "light" ? "light" : "dark" });
    if (theme !== "light" && theme !== this.#dark) {
      await this.setTheme(theme);
      this.#dark = theme;
    }
    await this.themeShown(theme);
  }

  /** Closes what a test before has left open. */
  async #tidy(): Promise<void> {
    this.consoleErrors.length = 0;
    await this.page.keyboard.press("Escape");
    await this.command("View: Close All Editors");
    await this.command("Notifications: Clear All Notifications");
    if (await this.page.locator(".part.panel").isVisible()) {
      await this.command("View: Hide Panel");
    }
    await this.openView("Explorer");
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
   * window stays as it is, open menus and questions too; it is dark afterwards. Also in high contrast,
   * where that is asked for and nothing is open that the palette would close.
   */
  async pictures(
    name: string,
    look?: (theme: Theme) => Promise<void>,
    shown: readonly Theme[] = ["light", "dark"],
  ): Promise<void> {
    for (const theme of shown) {
      await this.#show(theme);
      await this.screenshot(`${name}-${theme}`);
      await look?.(theme);
    }
    await this.#show("dark");
  }

  /** A picture in test-results/screenshots. */
  override async screenshot(name: string): Promise<void> {
    await super.screenshot(join(testResults, "screenshots", `${name}.png`));
  }
}

/** A server of each kind, kept for all tests that want it; each has its own folder. */
class Servers {
  readonly #extension: ServerOptions["extension"];
  readonly #started = new Map<boolean, Workbench>();

  constructor(extension: ServerOptions["extension"]) {
    this.#extension = extension;
  }

  async for(trust: boolean): Promise<Workbench> {
    const started = this.#started.get(trust);
    if (started !== undefined) return started;
    const server = await startWorkbench({
      trust,
      ...(this.#extension === "vsix"
        ? { vsix: packagedExtension }
        : { extensionPath: projectRoot }),
    });
    this.#started.set(trust, server);
    return server;
  }

  async dispose(): Promise<void> {
    for (const server of this.#started.values()) await server.dispose();
    this.#started.clear();
  }
}

/** A folder of tests, and the window on it. */
interface Scene {
  readonly name: string;
  readonly folder: string;
  window?: { readonly workbench: TestWorkbench; readonly server: Workbench };
}

/** One scene at a time, kept for all tests in a row that want the same. */
class Scenes {
  #current: Scene | undefined;

  async enter(name: string): Promise<Scene> {
    if (this.#current?.name === name) return this.#current;
    await this.leave();
    const folder = await realpath(await mkdtemp(join(tmpdir(), "model-registry-ui-")));
    this.#current = { name, folder };
    return this.#current;
  }

  async leave(): Promise<void> {
    const scene = this.#current;
    this.#current = undefined;
    if (scene === undefined) return;
    await scene.window?.workbench.page.context().close();
    // The extension host ends with its window: before the folder under it is removed.
    await scene.window?.server.windowsClosed();
    await rm(scene.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

export const test = base.extend<
  TestOptions & Fixtures,
  ServerOptions & { servers: Servers; scenes: Scenes }
>({
  extension: ["source", { option: true, scope: "worker" }],
  trust: [false, { option: true }],
  sharedWindow: [undefined, { option: true }],

  servers: [
    async ({ extension }, use) => {
      const servers = new Servers(extension);
      await use(servers);
      await servers.dispose();
    },
    { scope: "worker" },
  ],

  scenes: [
    // The servers are there as long as windows are open.
    async ({ servers: _ }, use) => {
      const scenes = new Scenes();
      await use(scenes);
      await scenes.leave();
    },
    { scope: "worker" },
  ],

  scene: async ({ scenes, sharedWindow }, use, testInfo) => {
    await use(await scenes.enter(sharedWindow ?? testInfo.testId));
    const failed = testInfo.status !== testInfo.expectedStatus;
    if (sharedWindow === undefined || failed) await scenes.leave();
  },

  folder: async ({ scene }, use) => {
    await use(scene.folder);
  },

  workbench: async ({ browser, scene, servers, trust }, use, testInfo) => {
    const server = await servers.for(trust);
    if (scene.window === undefined) {
      const context = await browser.newContext();
      scene.window = { workbench: new TestWorkbench(await context.newPage(), server), server };
    }
    const { workbench } = scene.window;
    await use(workbench);
    if (testInfo.status !== testInfo.expectedStatus) {
      await server.profile.keepLogs(testInfo.outputPath("vscode"));
      await testInfo.attach("console-errors", {
        body: workbench.consoleErrors.map(({ text }) => text).join("\n"),
      });
    }
    const { page } = workbench;
    for (const other of page.context().pages()) if (other !== page) await other.close();
  },
});
