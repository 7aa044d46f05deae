import type { Locator, Page } from "playwright-core";
import { exactly } from "./text.ts";

/** The quick input at the top of the window: input boxes, pick lists, the palette, file dialogs. */
export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator(".quick-input-widget:visible");
  }

  get title(): Locator {
    return this.#widget.locator(".quick-input-title");
  }

  get input(): Locator {
    return this.#widget.locator(".quick-input-filter input.input");
  }

  /** The prompt, or what is wrong with the input. */
  get message(): Locator {
    return this.#widget.locator(".quick-input-message");
  }

  /** The rows of a pick list that are in sight. */
  get items(): Locator {
    return this.#widget.locator(".quick-input-list .monaco-list-row");
  }

  /** The row with exactly this label. */
  item(label: string): Locator {
    return this.items.filter({
      has: this.#page.locator(".quick-input-list-row:first-child .label-name", {
        hasText: exactly(label),
      }),
    });
  }

  /** Waits until an input with this title is shown; without a title, until any is. */
  async shown(title?: string | RegExp): Promise<this> {
    await (title === undefined ? this.#widget : this.title.filter({ hasText: title })).waitFor();
    return this;
  }

  /** Returns whether an input is shown at this moment. */
  isShown(): Promise<boolean> {
    return this.#widget.isVisible();
  }

  /** The text in the input at this moment; undefined if there is none. */
  async value(): Promise<string | undefined> {
    return this.input.inputValue({ timeout: 500 }).catch(() => undefined);
  }

  /** Waits until no input is shown. */
  async gone(): Promise<void> {
    await this.#widget.waitFor({ state: "hidden" });
  }

  /** Replaces the text in the input. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** As {@link type}, where the input may close meanwhile; false if it is gone. */
  async types(text: string): Promise<boolean> {
    return this.input.fill(text, { timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  }

  /** Presses Enter: takes the text, the focused item or the ticked items. */
  async accept(): Promise<void> {
    await this.input.press("Enter");
  }

  /** Chooses the item with exactly this label. */
  async pick(label: string): Promise<void> {
    await this.item(label).click();
  }

  /** Ticks or unticks an item of a list in which many can be chosen. */
  async tick(label: string, on = true): Promise<void> {
    await this.item(label).getByRole("checkbox").setChecked(on);
  }

  async back(): Promise<void> {
    await this.#widget.locator(".codicon-quick-input-back").click();
  }

  /** Presses a button of the title bar, by its tooltip. */
  async button(name: string): Promise<void> {
    await this.#widget.getByRole("button", { name }).click();
  }

  async cancel(): Promise<void> {
    await this.input.press("Escape");
  }
}
