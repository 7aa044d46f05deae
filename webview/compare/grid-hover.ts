let hovered: readonly Element[] = [];

/** Marks the row under the pointer, both what is frozen of it and its other cells. */
export function markHovered({ type, target, currentTarget }: PointerEvent): void {
  const row = type === "pointerover" && target instanceof Element && target.closest("[data-line]");
  const line = row instanceof HTMLElement ? row.dataset["line"] : undefined;
  const rows =
    line !== undefined && currentTarget instanceof Element
      ? [...currentTarget.querySelectorAll(`[data-line="${line}"]`)]
      : [];
  if (rows.length === hovered.length && rows.every((each, index) => each === hovered[index]))
    return;
  for (const each of hovered) each.classList.remove("hovered");
  for (const each of rows) each.classList.add("hovered");
  hovered = rows;
}
