/**
 * Returns the URL that an answer redirects to; undefined if it does not, or not to where a request may
 * follow: never from https to http, where anybody reads and changes what is sent.
 *
 * @param asked the URL that was asked
 * @param location value of the header `Location`
 */
export function redirectTarget(
  asked: URL,
  status: number,
  location: string | null | undefined,
): URL | undefined {
  if (![301, 302, 307, 308].includes(status) || !location) return undefined;
  if (!URL.canParse(location, asked.href)) return undefined;
  const target = new URL(location, asked);
  return target.protocol === "https:" || target.protocol === asked.protocol ? target : undefined;
}
