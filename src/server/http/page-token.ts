import * as z from "zod";
import { invalidParameter } from "./mlflow-error.ts";

const Page = z.object({ offset: z.int().min(0).max(1e12) });

/**
 * Returns how many items come before a page.
 *
 * @throws MlflowError if it is no token of ours
 */
export function offsetOf(token: string | undefined): number {
  if (token === undefined || token === "") return 0;
  try {
    return Page.parse(JSON.parse(Buffer.from(token, "base64").toString("utf8"))).offset;
  } catch {
    throw invalidParameter("Invalid page token.");
  }
}

/** Returns the token of the page that begins after so many items, as MLflow writes it. */
export function tokenOf(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString("base64");
}

/** Returns the field of an answer that leads to the next page; nothing after the last one. */
export function nextPage(
  offset: number,
  { records, hasMore }: { readonly records: readonly unknown[]; readonly hasMore: boolean },
): { readonly next_page_token?: string } {
  return hasMore ? { next_page_token: tokenOf(offset + records.length) } : {};
}
