/** The arrow keys go from row to row of a table, as in a list, to what `selector` finds there. */
export function moveRowFocus(event: KeyboardEvent, selector: string): void {
  const row = event.target instanceof Element ? event.target.closest("tr") : null;
  const next =
    event.key === "ArrowDown"
      ? row?.nextElementSibling
      : event.key === "ArrowUp"
        ? row?.previousElementSibling
        : null;
  const found = next?.querySelector(selector);
  if (!(found instanceof HTMLElement)) return;
  event.preventDefault();
  found.focus();
}
