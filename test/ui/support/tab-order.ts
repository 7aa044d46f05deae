import { expect, type FrameLocator } from "@playwright/test";
import type { TestWorkbench } from "../workbench.ts";

/** A step of the order of Tab. */
interface TabStop {
  /** Its first line in the tree that screen readers read: `button "Compare"`. */
  readonly spoken: string;
  /** Something is drawn around what has the focus. */
  readonly isMarked: boolean;
  /** It is in the window, and nothing lies over it. */
  readonly isInSight: boolean;
}

/** More steps than any page has. */
const most = 200;

/** What has the focus may be within a component; the ring may be drawn by that or by its host. */
const look = `(() => {
  const focused = document.activeElement;
  const parts = [focused];
  for (let inner = focused.shadowRoot?.activeElement; inner; inner = inner.shadowRoot?.activeElement)
    parts.push(inner);
  // A text field of the toolkit colours its border.
  const field = focused.shadowRoot?.querySelector(".root");
  if (field) parts.push(field);
  const probe = document.createElement("i");
  probe.style.color = "var(--vscode-focusBorder)";
  document.body.append(probe);
  const ring = getComputedStyle(probe).color;
  probe.remove();
  const isMarked = parts.some((part) => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(part);
    const isOutlined = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
    return isOutlined || boxShadow !== "none" || borderColor === ring;
  });
  const { left, top, width, height } = focused.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, top + height / 2);
  const isInSight = found !== null && (focused.contains(found) || found.contains(focused));
  return { isMarked, isInSight };
})()`;

/** Presses Tab from the start of a page until it is left, and returns what had the focus. */
async function tabStops(
  { page: { keyboard } }: TestWorkbench,
  page: FrameLocator,
): Promise<readonly TabStop[]> {
  const stops: TabStop[] = [];
  const focused = page.locator(":focus");
  await page.locator("body").evaluate("document.activeElement?.blur()");
  await page.locator("body").press("Tab");
  while ((await focused.count()) > 0 && stops.length < most) {
    const [spoken = ""] = (await focused.first().ariaSnapshot()).split("\n");
    const seen = await page
      .locator("body")
      .evaluate<Omit<TabStop, "spoken">, undefined>(look, undefined);
    stops.push({ spoken, ...seen });
    await keyboard.press("Tab");
  }
  return stops;
}

/**
 * A page can be used without a mouse: each step of Tab is drawn, in sight and has a name that is
 * spoken, and the page can be left. Returns what is spoken.
 */
export async function expectReachable(
  workbench: TestWorkbench,
  page: FrameLocator,
): Promise<readonly string[]> {
  const stops = await tabStops(workbench, page);
  expect(stops.length).toBeGreaterThan(0);
  expect(stops.length, "the page keeps the focus").toBeLessThan(most);
  const faults = stops.filter(
    ({ spoken, isMarked, isInSight }) => !isMarked || !isInSight || /^- '?\w+'?$/.test(spoken),
  );
  expect(faults).toEqual([]);
  return stops.map(({ spoken }) => spoken.replace(/^- '?/, ""));
}
