import { setTimeout as delay } from "node:timers/promises";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { until } from "../processes.ts";
import { themes } from "../settings.ts";
import type { Theme } from "../settings.ts";
import { QuickInput } from "./quick-input.ts";
import { exactly } from "./text.ts";
import { Tree } from "./tree.ts";
import type { Label } from "./tree.ts";

interface ConsoleError {
  readonly text: string;
  /** The page or script it comes from. */
  readonly url: string;
}

/** Deadline (ms) for what hangs: a busy machine takes several times as long as an idle one. */
export const patience = 300_000;

/** For what is there now or not at all. */
const passing = { timeout: 2_000 };

/** For what comes at once unless it has gone meanwhile. */
const shortly = { timeout: 5_000 };

/** Classes of a webview's body by those of the window. */
const webviewStyles = {
  vs: "vscode-light",
  "vs-dark": "vscode-dark",
  "hc-black": "vscode-high-contrast",
} as const;

/**
 * One VS Code window as the person in front of it can see and use it. Every method waits for its
 * state.
 */
export class WorkbenchWindow {
  readonly page: Page;
  /** Errors in the browser's console since the window opened; VS Code itself writes some. */
  readonly consoleErrors: ConsoleError[] = [];
  readonly explorer: Tree;
  readonly #views: Tree;

  constructor(page: Page) {
    this.page = page;
    this.explorer = new Tree(page, page.locator(".explorer-folders-view"));
    this.#views = new Tree(page, page.locator(".customview-tree"));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      this.consoleErrors.push({ text: message.text(), url: message.location().url });
    });
    page.on("pageerror", (error) => {
      const text = error.stack ?? error.message;
      this.consoleErrors.push({ text, url: text });
    });
  }

  /** Errors of webview pages alone: breaches of their content security policy, uncaught errors. */
  get webviewErrors(): readonly string[] {
    return this.consoleErrors
      .filter(({ url }) => /\/webview\/|vscode-resource/.test(url))
      .map(({ text }) => text);
  }

  /**
   * Opens an address of a server and waits until the extension's entry is in the activity bar, where
   * it has this name.
   */
  async goto(url: string, entry = "Model Registry"): Promise<void> {
    await this.page.goto(url, { timeout: patience });
    await this.page.locator(".statusbar .statusbar-item").first().waitFor({ timeout: patience });
    await this.activityBarEntry(entry).waitFor({ timeout: patience });
  }

  /** Runs a command from the palette, by exactly the label shown there. */
  async command(label: string): Promise<void> {
    let palette = await this.#palette();
    await until(`the palette offers no "${label}"`, patience, async () => {
      // A page or an editor that takes the focus closes it.
      if (!(await palette.isShown())) palette = await this.#palette();
      // Typed anew each time: the list is made once, and extensions may come in later.
      const typed = (await palette.types(">")) && (await palette.types(`>${label}`));
      return typed ? appears(palette.item(label)) : undefined;
    });
    await palette.pick(label);
    // A command that asks something does so in the same place: what follows is not for the palette.
    await until(`the palette goes after "${label}"`, patience, async () => {
      const isThere = (await palette.isShown()) && (await palette.value()) === `>${label}`;
      return isThere ? undefined : true;
    });
  }

  /** The commands the palette offers for a text. */
  async paletteOffers(text: string): Promise<readonly string[]> {
    const palette = await this.#palette();
    await palette.type(`>${text}`);
    await palette.items.first().waitFor();
    const labels = await palette.items.locator(".label-name").allTextContents();
    await palette.cancel();
    return labels;
  }

  /**
   * Opens the palette. Pressed again when nothing comes: a webview that is loading swallows keys.
   */
  async #palette(): Promise<QuickInput> {
    const palette = new QuickInput(this.page);
    await until("no palette after F1", patience, async () => {
      await this.page.keyboard.press("F1");
      return appears(palette.input);
    });
    return palette;
  }

  /** The quick input that is shown, once it has this title. */
  async quickInput(title?: string | RegExp): Promise<QuickInput> {
    return new QuickInput(this.page).shown(title);
  }

  /**
   * Takes the file that VS Code's save dialog with this title suggests. The dialog shows the folder
   * at first, and overwrites what is typed there when it has read the folder: the suggestion is the
   * last that it writes by itself.
   */
  async saveSuggested(title: string | RegExp, file: string): Promise<void> {
    const dialog = await this.quickInput(title);
    await until(`the save dialog suggests ${file}`, patience, async () => {
      return (await dialog.value()) === file || undefined;
    });
    await dialog.accept();
    await dialog.title.filter({ hasText: title }).waitFor({ state: "hidden", timeout: patience });
  }

  activityBarEntry(name: string): Locator {
    return this.page.locator(
      `.activitybar .action-item:has(> .action-label[aria-label^="${name}"])`,
    );
  }

  /** Shows a view container of the activity bar. */
  async openView(name: string): Promise<void> {
    const entry = this.activityBarEntry(name);
    const title = this.page.locator(".sidebar .composite.title", { hasText: name });
    // VS Code loses a click that comes while it opens another view: a person clicks again.
    for (let clicks = 0; clicks < 6; clicks += 1) {
      // A click on the shown one would hide the side bar.
      if ((await entry.getAttribute("aria-expanded")) !== "true") await entry.click();
      const isShown = title.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      );
      if (await isShown) return;
    }
    await title.waitFor();
  }

  /** A file or folder in the Explorer, by its path below the workspace folder. */
  async explorerItem(path: string): Promise<Locator> {
    const [first = "", ...rest] = path.split("/");
    return this.explorer.item(first, ...rest);
  }

  /** A row of the extension's trees: see {@link Tree.item}. */
  async treeItem(...path: readonly [Label, ...Label[]]): Promise<Locator> {
    return this.#views.item(...path);
  }

  /** The tree of one view, by the view's title. */
  view(title: string): Tree {
    const pane = this.page.locator(".pane").filter({
      has: this.page.locator(".pane-header .title", { hasText: exactly(title) }),
    });
    return new Tree(this.page, pane);
  }

  /**
   * Selects a row of a tree: alone, or with Control beside others. Clicks again if a tree that is being
   * filled has lost the click.
   */
  async select(row: Locator, ...modifiers: readonly "Control"[]): Promise<void> {
    const selected = row.and(this.page.locator('[aria-selected="true"]'));
    const all = row.locator('xpath=../*[@aria-selected="true"]');
    const isDone = async (): Promise<boolean> =>
      (await selected.isVisible()) && (modifiers.length > 0 || (await all.count()) === 1);
    await until("the row is selected", patience, async () => {
      if (!(await isDone())) await row.click({ modifiers: [...modifiers] });
      await becomes(selected, "visible", 10_000);
      return (await isDone()) ? true : undefined;
    });
  }

  /** Right-clicks and chooses an entry; several labels go down through submenus. */
  async contextMenu(item: Locator, ...labels: readonly [string, ...string[]]): Promise<void> {
    const entry = (label: string): Locator =>
      this.page.locator(".monaco-menu .action-label", { hasText: exactly(label) }).last();
    const chosen = entry(labels.at(-1) ?? labels[0]);
    // What a window offers while it starts does not know yet that the folder is trusted.
    await until(`the menu offers “${labels.join(" / ")}”`, patience, async () => {
      await item.click({ button: "right" });
      for (const label of labels.slice(0, -1)) await entry(label).click();
      if (await appears(chosen)) return true;
      await this.page.keyboard.press("Escape");
      return undefined;
    });
    // A menu takes no click in its first moments, so that the right click itself chooses nothing.
    await until(`the menu stays open after “${labels.join(" / ")}”`, patience, async () => {
      // It may close between the look at it and the next click.
      await chosen.click({ timeout: 2000 }).catch(() => undefined);
      return disappears(chosen);
    });
  }

  /** Returns the entries of the context menu of an item. */
  async contextMenuOffers(item: Locator): Promise<readonly string[]> {
    await item.click({ button: "right" });
    const labels = this.page.locator(".monaco-menu .action-menu-item .action-label");
    await labels.first().waitFor();
    const offers = await labels.allTextContents();
    await this.page.keyboard.press("Escape");
    await labels.first().waitFor({ state: "hidden" });
    return offers;
  }

  /** Presses a button that a tree row shows when the mouse is over it. */
  async inlineAction(item: Locator, name: string): Promise<void> {
    await item.hover();
    await item.getByRole("button", { name }).click();
  }

  /**
   * The notification with this text, once it is there: as a toast, or in the list behind the bell.
   * Only there is the fourth that comes within 800 ms, and one that was a toast for ten seconds.
   */
  async notification(text: string | RegExp): Promise<Locator> {
    const list = this.page.locator(".notifications-center.visible");
    const found = this.page
      .locator(".notifications-toasts, .notifications-center.visible")
      .locator(".notification-list-item")
      .filter({ has: this.page.locator(".notification-list-item-message", { hasText: text }) })
      .first();
    const bell = this.page.locator("#status\\.notifications");
    await until(`there is no notification “${String(text)}”`, patience, async () => {
      if (await becomes(found, "visible", 10_000)) return true;
      // While the list is shown there are no toasts, and a click would close an open question.
      if (await list.isVisible()) await bell.click();
      else if (!(await new QuickInput(this.page).isShown())) await bell.click();
      return appears(found);
    });
    return found;
  }

  /** The modal dialog with this text, once it is shown. */
  async dialog(text: string | RegExp): Promise<Locator> {
    const dialog = this.page.locator(".monaco-dialog-box", {
      has: this.page.locator(".dialog-message-text", { hasText: text }),
    });
    await dialog.waitFor({ timeout: patience });
    return dialog;
  }

  /**
   * Presses a button of the notification with this text, as a toast or in the list behind the bell.
   */
  async answer(text: string | RegExp, button: string): Promise<void> {
    await until(`“${button}” of the notification “${String(text)}”`, patience, async () => {
      const box = await this.notification(text);
      // A toast may go in this moment.
      const pressed = box.getByRole("button", { name: button, exact: true }).click(shortly);
      return pressed.then(
        () => true as const,
        () => undefined,
      );
    });
  }

  /** Presses a button of a dialog, or of a notification that stays until it is answered. */
  async press(box: Locator, button: string): Promise<void> {
    await box.getByRole("button", { name: button, exact: true }).click();
  }

  /** The tab of an editor, by its whole title. */
  editorTab(title: string): Locator {
    return this.page.getByRole("tab", { name: title, exact: true }).and(this.page.locator(".tab"));
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator(".statusbar-item", { hasText: text });
  }

  /** The page of the webview with this title, in an editor, the side bar or the panel. */
  async webview(title: string): Promise<FrameLocator> {
    const outer = this.page.locator("iframe.webview.ready:visible");
    return until(`no webview "${title}" is shown`, patience, async () => {
      for (const frame of await outer.all()) {
        // A page that is made anew may go between the look at it and the next.
        const name = await frame.getAttribute("name", passing).catch(() => undefined);
        const page = this.page.frameLocator(`iframe.webview[name="${name ?? ""}"]`);
        const inner = page.locator("iframe#active-frame");
        if ((await inner.count()) !== 1) continue;
        if ((await inner.getAttribute("title", passing).catch(() => undefined)) === title) {
          return page.frameLocator("iframe#active-frame");
        }
      }
      // A frame that is asked all the time what is in it does not get to load.
      await delay(500);
      return undefined;
    });
  }

  /** The page of the webview in the panel. */
  panelPage(): FrameLocator {
    return this.page
      .frameLocator("iframe.webview.ready[name]:visible")
      .frameLocator("iframe#active-frame");
  }

  /**
   * Reloads the window as a person does; what is open is kept, as at no mere reload of the page.
   */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("load");
    await this.command("Developer: Reload Window");
    await loaded;
  }

  /** Changes the colour theme of the open window. */
  async setTheme(theme: Theme): Promise<void> {
    await this.command("Preferences: Color Theme");
    const list = await this.quickInput();
    await list.type(themes[theme].label);
    await list.pick(themes[theme].label);
    await list.gone();
    await this.themeShown(theme);
  }

  /** Waits until the window, and what is shown of its webviews, is painted in a theme. */
  async themeShown(theme: Theme): Promise<void> {
    const { style } = themes[theme];
    await this.page.locator(`.monaco-workbench.${style}`).waitFor();
    for (const webview of await this.page.locator("iframe.webview.ready:visible").all()) {
      const name = (await webview.getAttribute("name")) ?? "";
      await this.page
        .frameLocator(`iframe.webview[name="${name}"]`)
        .frameLocator("iframe#active-frame")
        .locator(`body.${webviewStyles[style]}`)
        .waitFor();
    }
  }

  /** A picture of the window with nothing hovered and no caret. */
  async screenshot(path: string): Promise<void> {
    await this.page.mouse.move(0, 0);
    await this.page.screenshot({ path, animations: "disabled", caret: "hide" });
  }
}

/** True as soon as it is visible; undefined if that takes longer than 5 s. */
function appears(element: Locator): Promise<true | undefined> {
  return becomes(element, "visible", 5000);
}

/** True as soon as it is no longer visible; undefined if that takes longer than 0.5 s. */
function disappears(element: Locator): Promise<true | undefined> {
  return becomes(element, "hidden", 500);
}

async function becomes(
  element: Locator,
  state: "visible" | "hidden",
  timeout: number,
): Promise<true | undefined> {
  try {
    await element.waitFor({ state, timeout });
    return true;
  } catch {
    return undefined;
  }
}
