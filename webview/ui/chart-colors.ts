import type { ChartTheme } from "../../src/core/charts/chart-theme.ts";

/** Reads the look of charts from the page's computed styles: the theme of the editor. */
export function readChartTheme(): ChartTheme {
  const body = getComputedStyle(document.body);
  const variable = (name: string, fallback: string): string =>
    body.getPropertyValue(name).trim() || fallback;
  const foreground = body.color;
  const chart = (name: string): string => variable(`--vscode-charts-${name}`, foreground);
  const muted = computedColor("muted");
  return {
    fontFamily: body.fontFamily,
    fontSize: Math.max(11, Math.round(parseFloat(body.fontSize) * 0.92)),
    foreground,
    muted,
    line: computedColor("chart-grid-line"),
    background: body.backgroundColor,
    // Not orange: in some themes it is translucent.
    palette: [...["blue", "green", "purple", "red", "yellow"].map(chart), muted],
    roles: {
      production: chart("green"),
      trial: chart("yellow"),
      archive: muted,
      rejection: chart("red"),
      start: chart("blue"),
      other: chart("purple"),
    },
    highContrast: document.body.classList.contains("vscode-high-contrast"),
  };
}

/** Returns the colour of text of a class, which may be mixed from others. */
function computedColor(className: string): string {
  const probe = document.createElement("span");
  probe.className = className;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
