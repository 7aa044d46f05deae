/** Returns Python code that gets the verified path of a version. */
export function pythonSnippet(reference: string): string {
  return [
    "import subprocess",
    "",
    "path = subprocess.run(",
    `    ["model-registry", "resolve", ${JSON.stringify(reference)}],`,
    "    check=True, capture_output=True, text=True,",
    ").stdout.strip()",
    "",
  ].join("\n");
}

/** Returns the same for a POSIX shell. */
export function shellSnippet(reference: string): string {
  return `path="$(model-registry resolve '${reference}')"\n`;
}
