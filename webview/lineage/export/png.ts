import type { LineageLayout } from "../../../src/core/lineage/layout-lineage.ts";
import {
  lineageSvg,
  pictureSize,
  type PictureTheme,
} from "../../../src/core/lineage/lineage-svg.ts";

/** Pixels of the picture for one of the page, for sharp print and large screens. */
const density = 2;
/** Chromium draws no canvas larger than this. */
const largestSide = 16_384;
const largestArea = 268_435_456;

/** Returns a picture as base64; undefined if it would be too large for a canvas. */
export async function pngOf(
  layout: LineageLayout,
  theme: PictureTheme,
): Promise<string | undefined> {
  const { width, height } = pictureSize(layout);
  const scale = Math.min(
    density,
    largestSide / width,
    largestSide / height,
    Math.sqrt(largestArea / (width * height)),
  );
  if (scale < 0.5) return undefined;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(lineageSvg(layout, theme))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.scale(scale, scale);
  context.drawImage(image, 0, 0, width, height);
  return canvas.toDataURL("image/png").replace(/^[^,]*,/, "");
}
