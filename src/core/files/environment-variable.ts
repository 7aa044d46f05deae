type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the value of an environment variable. On Windows upper and lower case are the same, as the
 * system has it (`Path`), also in a worker thread, whose copy of the environment tells them apart.
 */
export function environmentVariable(
  environment: Environment,
  name: string,
  platform: NodeJS.Platform,
): string | undefined {
  const exact = environment[name];
  if (exact !== undefined || platform !== "win32") return exact;
  const wanted = name.toUpperCase();
  const found = Object.keys(environment).find((key) => key.toUpperCase() === wanted);
  return found === undefined ? undefined : environment[found];
}
