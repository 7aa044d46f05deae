/**
 * Returns a translated text with parts of a page in the places of `{0}`, `{1}`, …, for a template
 * to render: `richText(l10n.t("Made by {0}"), html`<b>Ada</b>`)`. Translations may have the places in
 * another order.
 */
export function richText(text: string, ...parts: readonly unknown[]): readonly unknown[] {
  return text
    .split(/\{(\d+)\}/)
    .map((piece, index) => (index % 2 === 0 ? piece : (parts[Number(piece)] ?? `{${piece}}`)));
}
