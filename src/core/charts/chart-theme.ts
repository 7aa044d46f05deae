import type { StageRole } from "../policy/stage-roles.ts";

/** Colours and fonts of a chart, as CSS writes them. */
export interface ChartTheme {
  readonly fontFamily: string;
  /** In pixels. */
  readonly fontSize: number;
  readonly foreground: string;
  readonly muted: string;
  readonly line: string;
  readonly background: string;
  /** Colours of series, which repeat with another dash after the last. */
  readonly palette: readonly string[];
  readonly roles: Readonly<Record<StageRole, string>>;
  /** Bars get patterns, since colours are few. */
  readonly highContrast: boolean;
}

/** Look of charts on paper and in reports: dark on white, told apart without colours too. */
export const printTheme: ChartTheme = {
  fontFamily: "system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontSize: 12,
  foreground: "#1f1f1f",
  muted: "#5c5c5c",
  line: "#d6d6d6",
  background: "#ffffff",
  palette: ["#0b62c4", "#b5470b", "#2c7a34", "#7a3fa8", "#8a6a00", "#b3261e", "#3c6e71"],
  roles: {
    production: "#2c7a34",
    trial: "#8a6a00",
    archive: "#6b6b6b",
    rejection: "#b3261e",
    start: "#0b62c4",
    other: "#7a3fa8",
  },
  highContrast: false,
};

/**
 * Symbols of the roles of stages: shapes differ, so that colour is never the only sign. Names and
 * SVG paths of ECharts.
 */
export const roleSymbols: Readonly<Record<StageRole, string>> = {
  production: "path://M12 2l3.1 6.6 7 .9-5.2 5 1.4 7.1L12 18.1 5.7 21.6l1.4-7.1-5.2-5 7-.9z",
  trial: "circle",
  // Drawn as a ring.
  archive: "circle",
  rejection: "path://M3 6l3-3 6 6 6-6 3 3-6 6 6 6-3 3-6-6-6 6-3-3 6-6z",
  start: "rect",
  other: "diamond",
};
