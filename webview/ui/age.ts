import { html, type TemplateResult } from "lit";
import type { Timestamp } from "../../src/core/model/ids.ts";
import { formatAge } from "../../src/core/text/format.ts";

const fullTime = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

/** Renders the time since a moment, with the full date and time as tooltip. */
export function age(at: Timestamp): TemplateResult {
  const short = formatAge(at, Date.now());
  return html`<time datetime=${at} title=${fullTime.format(new Date(at))}
    >${short === "now" ? "just now" : `${short} ago`}</time
  >`;
}
