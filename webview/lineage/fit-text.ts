/** Cuts between what readers see as characters. */
const segmenter = new Intl.Segmenter();

/**
 * Shortens a text with an ellipsis until `measure` gives no more than `width`. Its last `keep`
 * characters stay, so that `fraud-detection 12` becomes `fraud-dete… 12`.
 */
export function fitText(
  text: string,
  width: number,
  measure: (text: string) => number,
  keep = 0,
): string {
  if (measure(text) <= width) return text;
  const end = text.slice(text.length - keep);
  const characters = Array.from(
    segmenter.segment(text.slice(0, text.length - keep)),
    (part) => part.segment,
  );
  const shortened = (length: number): string =>
    `${characters.slice(0, length).join("").trimEnd()}…${end}`;
  let fits = 0;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (measure(shortened(middle)) <= width) fits = middle;
    else tooLong = middle;
  }
  return shortened(fits);
}
