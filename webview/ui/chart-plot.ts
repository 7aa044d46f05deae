import { noChange } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";
import { type ElementPart, type PartInfo, PartType } from "lit/directive.js";
import { chartOption } from "../../src/core/charts/chart-option.ts";
import {
  chartReading,
  lineReading,
  readingCounts,
  readingText,
} from "../../src/core/charts/chart-points.ts";
import type { Chart } from "../../src/core/charts/chart.ts";
import { initEngine } from "../../src/core/charts/engine.ts";
import {
  linesWithin,
  nearestLine,
  parallelGeometry,
  type ParallelGeometry,
} from "../../src/core/charts/parallel-geometry.ts";
import type { VersionId } from "../../src/core/model/ids.ts";
import { announce } from "./announce.ts";
import { readChartTheme } from "./chart-colors.ts";
import { nearestValue, placeValues, type PlacedValue } from "./chart-geometry.ts";
import { moveInChart, type ChartPlace } from "./chart-keys.ts";
import { ChartTip } from "./chart-tip.ts";
import { observeTheme } from "./observe-theme.ts";
import { RangeBrush, type ChartRanges } from "./range-brush.ts";

type Engine = ReturnType<typeof initEngine>;

/** Opens the version of a value. */
export type OpenVersion = (version: VersionId) => void;

/** Draws a chart into an element, follows its size and the theme, and reads out its values. */
class Plot {
  readonly #element: HTMLElement;
  readonly #tip: ChartTip;
  readonly #mount = document.createElement("div");
  readonly #observers: readonly { disconnect(): void }[];
  #engine: Engine | undefined;
  #chart: Chart | undefined;
  #open: OpenVersion = () => undefined;
  #at: ChartPlace | undefined;
  #placed: readonly PlacedValue[] = [];
  /** Of parallel coordinates. */
  #geometry: ParallelGeometry | undefined;
  #ranges: ChartRanges | undefined;
  readonly #brush: RangeBrush;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#mount.className = "chart-mount";
    this.#mount.setAttribute("aria-hidden", "true");
    element.append(this.#mount);
    this.#tip = new ChartTip(element);
    this.#brush = new RangeBrush(element, () => this.#ranges);
    const resized = new ResizeObserver(() => {
      this.#draw(true);
    });
    resized.observe(element);
    this.#observers = [
      resized,
      observeTheme(() => {
        this.#draw(false);
      }),
    ];
    element.onkeydown = (event) => {
      this.#key(event);
    };
    element.onmousemove = (event) => {
      this.#point(event);
    };
    element.onmouseleave = () => {
      this.#read(undefined);
    };
    element.onblur = () => {
      this.#read(undefined);
    };
    element.onclick = () => {
      if (!this.#brush.takeClick()) this.#openVersion();
    };
  }

  show(chart: Chart, open: OpenVersion, ranges: ChartRanges | undefined): void {
    this.#open = open;
    const isSame = chart === this.#chart && ranges?.chosen === this.#ranges?.chosen;
    this.#ranges = ranges;
    if (isSame) return;
    if (chart !== this.#chart) {
      this.#chart = chart;
      this.#read(undefined);
    }
    this.#draw(false);
  }

  dispose(): void {
    for (const observer of this.#observers) observer.disconnect();
    this.#engine?.dispose();
    this.#mount.remove();
    this.#tip.remove();
  }

  #draw(resized: boolean): void {
    const { clientWidth: width, clientHeight: height } = this.#element;
    // In a tab or fold that is closed it has no size; it gets one when that is opened.
    if (!this.#chart || width === 0 || height === 0) return;
    if (!this.#engine)
      this.#engine = initEngine(this.#mount, null, { renderer: "svg", width, height });
    else if (resized) this.#engine.resize({ width, height, silent: true });
    const emphasis = this.#chart.kind === "parallel" && {
      line: this.#at?.series,
      within: linesWithin(this.#chart, this.#ranges?.chosen ?? {}),
    };
    this.#engine.setOption(chartOption(this.#chart, readChartTheme(), emphasis || undefined), {
      notMerge: true,
    });
    this.#place(this.#chart, this.#engine, { width, height });
  }

  #place(chart: Chart, engine: Engine, size: { width: number; height: number }): void {
    const { kind } = chart;
    this.#geometry = kind === "parallel" ? parallelGeometry(chart, size) : undefined;
    const geometry = this.#geometry;
    this.#brush.show(kind === "parallel" && geometry ? { chart, geometry } : undefined);
    if (kind === "parallel") return;
    this.#placed = placeValues(chart, (axis, value) => {
      const finder = axis === "x" ? { xAxisIndex: 0 } : { yAxisIndex: 0 };
      const pixel: unknown = engine.convertToPixel(finder, value);
      return typeof pixel === "number" ? pixel : NaN;
    });
  }

  #key(event: KeyboardEvent): void {
    if (!this.#chart || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && this.#at) {
      this.#read(undefined);
    } else if (event.key === "Enter") {
      this.#openVersion();
    } else {
      const next = moveInChart(readingCounts(this.#chart), this.#at, event.key);
      if (!next) return;
      this.#read(next);
      const reading = chartReading(this.#chart, next.series, next.index);
      if (reading) announce(readingText(reading));
    }
    event.preventDefault();
  }

  #point({ clientX, clientY }: MouseEvent): void {
    if (!this.#chart || this.#brush.isDrawing) return;
    const box = this.#element.getBoundingClientRect();
    const [left, top] = [clientX - box.left, clientY - box.top];
    if (this.#chart.kind === "parallel") {
      this.#read(this.#geometry && nearestLine(this.#chart, this.#geometry, left, top));
      return;
    }
    this.#read(nearestValue(this.#chart.kind, this.#placed, left, top));
  }

  /** Reads out a value beside it, or none. */
  #read(place: ChartPlace | undefined): void {
    const before = this.#at;
    if (before?.series === place?.series && before?.index === place?.index) return;
    this.#at = place;
    if (this.#chart?.kind === "parallel" && before?.series !== place?.series) this.#draw(false);
    this.#showTip(place);
  }

  #showTip(place: ChartPlace | undefined): void {
    const reading =
      place && this.#chart
        ? this.#chart.kind === "parallel"
          ? lineReading(this.#chart, place.series)
          : chartReading(this.#chart, place.series, place.index)
        : undefined;
    if (place && reading) this.#tip.show(reading, this.#position(place));
    else this.#tip.hide();
  }

  #position({ series, index }: ChartPlace): { left: number; top?: number } {
    if (this.#chart?.kind === "parallel") {
      const axis = this.#geometry?.axes[index];
      const value = this.#chart.lines[series]?.values[index];
      if (!axis) return { left: 0 };
      return { left: axis.left, ...(value !== undefined && { top: axis.place(value) }) };
    }
    return (
      this.#placed.find((each) => each.series === series && each.index === index) ?? { left: 0 }
    );
  }

  #openVersion(): void {
    if (!this.#at || !this.#chart) return;
    const { series, index } = this.#at;
    const version =
      this.#chart.kind === "parallel"
        ? this.#chart.lines[series]?.version
        : this.#chart.series[series]?.points[index]?.version;
    if (version !== undefined) this.#open(version);
  }
}

class PlotDirective extends AsyncDirective {
  #plot: Plot | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("chartPlot stands in a tag");
  }

  render(_chart: Chart, _open: OpenVersion, _ranges?: ChartRanges): typeof noChange {
    return noChange;
  }

  override update(
    { element }: ElementPart,
    [chart, open, ranges]: Parameters<this["render"]>,
  ): typeof noChange {
    if (element instanceof HTMLElement) {
      this.#plot ??= new Plot(element);
      this.#plot.show(chart, open, ranges);
    }
    return noChange;
  }

  override disconnected(): void {
    this.#plot?.dispose();
    this.#plot = undefined;
  }
}

/** Draws a chart into the element that it stands on. The same object is not drawn again. */
export const chartPlot = directive(PlotDirective);
