import { expect, test } from "vitest";
import { redirectTarget } from "../../../../src/core/remotes/redirect.ts";

test.each([
  ["https://a.org/x", 302, "/y", "https://a.org/y"],
  ["https://a.org/x", 307, "https://files.org/y?sig=1", "https://files.org/y?sig=1"],
  ["http://a.org/x", 301, "https://a.org/x", "https://a.org/x"],
  ["http://localhost:5000/x", 308, "//localhost:5001/x", "http://localhost:5001/x"],
])("from %s, %i to %s is followed", (asked, status, location, target) => {
  expect(redirectTarget(new URL(asked), status, location)?.href).toBe(target);
});

test.each([
  ["from https to http", "https://a.org/x", 302, "http://a.org/x"],
  ["to a file", "http://a.org/x", 302, "file:///etc/passwd"],
  ["to nowhere", "https://a.org/x", 302, "https://"],
  ["without a place", "https://a.org/x", 302, undefined],
  ["as another request", "https://a.org/x", 303, "/y"],
  ["with an answer of success", "https://a.org/x", 201, "/y"],
])("a redirect %s is not", (_, asked, status, location) => {
  expect(redirectTarget(new URL(asked), status, location)).toBeUndefined();
});
