import type { ChartReading } from "../../src/core/charts/chart-points.ts";

/** Distance of the text from its value, in pixels. */
const gap = 12;

/** Text beside a value of a chart, and a ring around the value. */
export class ChartTip {
  readonly #within: HTMLElement;
  readonly #text = document.createElement("div");
  readonly #ring = document.createElement("div");

  constructor(within: HTMLElement) {
    this.#within = within;
    this.#text.className = "chart-tip";
    this.#ring.className = "chart-ring";
    for (const element of [this.#ring, this.#text]) {
      element.hidden = true;
      // What it says is announced.
      element.setAttribute("aria-hidden", "true");
      within.append(element);
    }
  }

  /** @param at pixels from the corner of the chart; without `top` it stands above, and has no ring */
  show(reading: ChartReading, at: { readonly left: number; readonly top?: number }): void {
    const { seriesName, facts, mark } = reading;
    const lines = [
      ...(seriesName === undefined ? [] : [seriesName]),
      ...facts.map(([name, value]) => `${name}: ${value}`),
      mark.stage,
    ];
    this.#text.replaceChildren(
      ...lines.map((line) => {
        const row = document.createElement("div");
        row.textContent = line;
        return row;
      }),
    );
    this.#text.hidden = false;
    this.#ring.hidden = at.top === undefined;
    const { clientWidth, clientHeight } = this.#within;
    const { offsetWidth, offsetHeight } = this.#text;
    const fits = at.left + gap + offsetWidth <= clientWidth;
    const left = fits ? at.left + gap : Math.max(0, at.left - gap - offsetWidth);
    const middle = (at.top ?? gap + offsetHeight) - offsetHeight - gap / 2;
    const top = Math.min(Math.max(0, middle), clientHeight - offsetHeight);
    move(this.#text, left, top);
    move(this.#ring, at.left, at.top ?? 0);
  }

  hide(): void {
    this.#text.hidden = true;
    this.#ring.hidden = true;
  }

  remove(): void {
    this.#text.remove();
    this.#ring.remove();
  }
}

/** By a property, since the pages' policy admits no style in the markup. */
function move(element: HTMLElement, left: number, top: number): void {
  element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}
