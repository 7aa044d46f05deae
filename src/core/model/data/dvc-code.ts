const code =
  /\.(?:py|ipynb|r|rmd|jl|scala|sh|bash|ps1|sql|java|cpp|c|rs|js|ts|ya?ml|toml|cfg|ini)$/i;

/** Returns whether a dependency of a stage of DVC holds no data but what was run with it. */
export function isDvcCode(path: string): boolean {
  return code.test(path);
}
