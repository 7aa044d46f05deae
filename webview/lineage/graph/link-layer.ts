import { linePaths } from "../../../src/core/lineage/edge-routes.ts";
import type { LineageLayout, PlacedLink } from "../../../src/core/lineage/layout-lineage.ts";

/** The lines of a graph, as one drawing that is moved with the cards. */
export interface LinkLayer {
  readonly element: SVGElement;
  readonly draw: (layout: LineageLayout) => void;
  /** Sets the classes by which lines stand out. */
  readonly mark: (classesOf: (link: PlacedLink) => LineClasses) => void;
}

/** Ways in which a line stands out. */
export interface LineClasses {
  readonly path: boolean;
  readonly faded: boolean;
}

const svg = "http://www.w3.org/2000/svg";

/**
 * Creates an empty layer. Lines are elements and not painted by a script, so that moving them costs
 * none.
 *
 * @param over called when the pointer comes over a line, and with undefined when it leaves it
 */
export function createLinkLayer(over: (link: PlacedLink | undefined) => void): LinkLayer {
  const element = document.createElementNS(svg, "svg");
  element.setAttribute("class", "graph-lines");
  // Cards say what they are connected with.
  element.setAttribute("aria-hidden", "true");
  const usual = document.createElementNS(svg, "g");
  const strong = document.createElementNS(svg, "g");
  const hovered = document.createElementNS(svg, "g");
  hovered.setAttribute("class", "link hovered");
  element.append(usual, strong, hovered);
  const byElement = new Map<Element, PlacedLink>();
  let current: PlacedLink | undefined;

  const hover = (target: Element | undefined): void => {
    const link = target && byElement.get(target);
    if (link === current) return;
    current = link;
    hovered.replaceChildren(
      ...[...(target?.querySelectorAll(".line, .head") ?? [])].map((part) => part.cloneNode()),
    );
    over(link);
  };
  element.addEventListener("pointerover", ({ target }) => {
    hover((target instanceof Element ? target.closest(".link") : undefined) ?? undefined);
  });
  element.addEventListener("pointerleave", () => {
    hover(undefined);
  });

  return {
    element,
    draw: ({ cards, links }) => {
      const boxes = new Map(cards.map(({ id, box }) => [id, box]));
      byElement.clear();
      hover(undefined);
      strong.replaceChildren();
      usual.replaceChildren(
        ...links.flatMap((link) => {
          const [from, to] = [boxes.get(link.from), boxes.get(link.to)];
          if (!from || !to) return [];
          const paths = linePaths({ from, to }, link.points);
          const made = document.createElementNS(svg, "g");
          made.setAttribute("class", "link");
          const isOrder = link.edges.every(({ relation }) => relation === "followed by");
          made.append(
            pathElement("reach", paths.line),
            pathElement(isOrder ? "line order" : "line", paths.line),
            pathElement("head", paths.head),
          );
          byElement.set(made, link);
          return [made];
        }),
      );
    },
    mark: (classesOf) => {
      for (const [made, link] of byElement) {
        const { path, faded } = classesOf(link);
        made.classList.toggle("path", path);
        made.classList.toggle("faded", faded);
        // Later elements are painted over earlier ones.
        const group = path ? strong : usual;
        if (made.parentNode !== group) group.append(made);
      }
    },
  };
}

function pathElement(name: string, path: string): SVGElement {
  const made = document.createElementNS(svg, "path");
  made.setAttribute("class", name);
  made.setAttribute("d", path);
  return made;
}
