import type { Page } from "@playwright/test";

/** A picture as a browser reads it. */
export interface ReadPicture {
  readonly width: number;
  readonly height: number;
  /** Number of different colours; 1 of a blank one. */
  readonly colors: number;
}

/** A text, as these tests are checked without the types of a browser. */
const decode = `async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  return { width, height, colors: new Set(pixels).size };
}`;

/** Decodes a PNG in a browser. */
export function readPicture(page: Page, png: Buffer): Promise<ReadPicture> {
  return page.evaluate<ReadPicture>(`(${decode})("${png.toString("base64")}")`);
}
