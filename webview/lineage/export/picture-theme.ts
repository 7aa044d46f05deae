import type { PictureTheme } from "../../../src/core/lineage/lineage-svg.ts";
import { roleOf } from "../../ui/stage-badge.ts";
import { mix, toCss, toRgb } from "./theme-color.ts";

/** Reads the colours of a picture from the editor's theme. */
export function pictureTheme(): PictureTheme {
  const body = getComputedStyle(document.body);
  const read = (name: string, fallback: string): string =>
    body.getPropertyValue(name).trim() || fallback;
  const background = toRgb(read("--vscode-editor-background", "Canvas"));
  const foreground = toRgb(body.color, background);
  const chart = (name: string): string =>
    toCss(toRgb(read(`--vscode-charts-${name}`, toCss(foreground)), background));
  const colors = {
    green: chart("green"),
    yellow: chart("yellow"),
    red: chart("red"),
    blue: chart("blue"),
    purple: chart("purple"),
    muted: toCss(mix(foreground, background, 0.72)),
  };
  return {
    ...colors,
    fontFamily: "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif",
    background: toCss(background),
    foreground: toCss(foreground),
    card: toCss(mix(foreground, background, 0.05)),
    border: toCss(mix(foreground, background, 0.3)),
    edge: toCss(mix(foreground, background, 0.45)),
    stageColor: (stage) => {
      const role = roleOf(stage);
      if (role === "production") return colors.green;
      if (role === "trial") return colors.yellow;
      return role === "rejection" ? colors.red : colors.muted;
    },
    measure: measureText,
  };
}

let context: CanvasRenderingContext2D | null | undefined;

function measureText(text: string, size: number, bold: boolean): number {
  context ??= document.createElement("canvas").getContext("2d");
  if (!context) return text.length * size * 0.56;
  context.font = `${bold ? "600 " : ""}${size}px system-ui, sans-serif`;
  return context.measureText(text).width;
}
