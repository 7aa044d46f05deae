import { mix, toCss, toRgb } from "./theme-color.ts";

/** The colours of the editor's theme, as the canvas needs them. */
export interface GraphTheme {
  readonly edge: string;
  readonly pathEdge: string;
  readonly foreground: string;
  readonly card: string;
  /** Opacity of lines beside those that stand out. */
  readonly fadedOpacity: number;
}

/** Reads the theme from the page's computed styles. */
export function readTheme(): GraphTheme {
  const body = getComputedStyle(document.body);
  const variable = (name: string, fallback: string): string =>
    body.getPropertyValue(name).trim() || fallback;
  const highContrast = document.body.classList.contains("vscode-high-contrast");
  const background = toRgb(variable("--vscode-editor-background", "Canvas"));
  const foreground = toRgb(body.color, background);
  const contrastBorder = toRgb(variable("--vscode-contrastBorder", toCss(foreground)), background);
  const accent = toRgb(variable("--vscode-charts-blue", toCss(foreground)), background);
  return {
    edge: toCss(highContrast ? contrastBorder : mix(foreground, background, 0.42)),
    pathEdge: toCss(highContrast ? foreground : mix(accent, foreground, 0.8)),
    foreground: toCss(foreground),
    card: toCss(mix(foreground, background, 0.35)),
    fadedOpacity: highContrast ? 0.8 : 0.6,
  };
}
