import type { PictureTheme } from "../../../src/core/lineage/lineage-svg.ts";

/** Colours and widths of letters for pictures of a lineage. */
export const pictureTheme: PictureTheme = {
  fontFamily: "sans-serif",
  background: "rgb(0,0,0)",
  foreground: "rgb(255,255,255)",
  muted: "gray",
  card: "black",
  border: "gray",
  edge: "gray",
  green: "green",
  yellow: "yellow",
  red: "red",
  blue: "blue",
  purple: "purple",
  stageColor: () => "green",
  measure: (text, size) => text.length * size * 0.6,
};
