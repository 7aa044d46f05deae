import type { Core } from "cytoscape";

/** Time that one task may take. */
const sliceMs = 5;

/**
 * Returns a function that lets Cytoscape measure its elements, a few at a time. It keeps the boxes; by
 * itself it would measure all of them at the first move of the pointer, which holds that up.
 */
export function measureElements(cy: Core): () => void {
  let scheduled: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(scheduled);
    const elements = cy.elements().toArray();
    let next = 0;
    const slice = (): void => {
      const end = performance.now() + sliceMs;
      for (; next < elements.length && performance.now() < end; next += 1) {
        const element = elements[next];
        if (element?.inside()) element.boundingBox();
      }
      if (next < elements.length) scheduled = setTimeout(slice);
    };
    scheduled = setTimeout(slice);
  };
}
