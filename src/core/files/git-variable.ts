/** Environment variable with absolute paths of git, separated as in PATH, that come before PATH's. */
export const gitVariable = "MODEL_REGISTRY_GIT";
