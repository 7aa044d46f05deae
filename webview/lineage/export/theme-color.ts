/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

let context: CanvasRenderingContext2D | null | undefined;

/** Any CSS colour, laid over a backdrop where it is translucent. */
export function toRgb(color: string, backdrop: Rgb = [0, 0, 0]): Rgb {
  context ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return backdrop;
  for (const fill of [toCss(backdrop), color]) {
    context.fillStyle = fill;
    context.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** `share` (0 to 1) of one colour in another. */
export function mix(color: Rgb, into: Rgb, share: number): Rgb {
  const blend = (a: number, b: number): number => Math.round(b + (a - b) * share);
  return [blend(color[0], into[0]), blend(color[1], into[1]), blend(color[2], into[2])];
}

/** Returns a colour as CSS writes it. */
export function toCss([red, green, blue]: Rgb): string {
  return `rgb(${red},${green},${blue})`;
}
