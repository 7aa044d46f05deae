import type { TestProject } from "vitest/node";
import { lfsServerRequirements } from "../../workbench/python-requirements.ts";
import { setUpGoProgram, setUpPostgres, setUpProgram, setUpPython } from "../../workbench/setup.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Path of the S3 service versitygw; empty where it can't be built. */
    readonly s3Service: string;
    /** Folder of the programs of PostgreSQL; empty where they can't be installed. */
    readonly postgresPrograms: string;
    /** Path of the Python that has the Git LFS server; empty where it or an ssh server is missing. */
    readonly lfsPython: string;
  }
}

/**
 * Installs the services through which registries are shared, before any test begins to count its
 * time. Where one is out of reach, its tests are skipped, and the output says so.
 */
export default async function setUp(project: TestProject): Promise<void> {
  const lfs = async (): Promise<string> => {
    await setUpProgram("ssh", "openssh-client");
    await setUpProgram("sshd", "openssh-server");
    await setUpProgram("git-lfs", "git-lfs");
    return setUpPython(lfsServerRequirements);
  };
  project.provide("lfsPython", await orSkipped("Git LFS", lfs));
  project.provide("postgresPrograms", await orSkipped("PostgreSQL", setUpPostgres));
  const s3 = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";
  project.provide("s3Service", await orSkipped("S3", () => setUpGoProgram(s3)));
}

async function orSkipped(name: string, work: () => Promise<string>): Promise<string> {
  return work().catch((error: unknown) => {
    console.warn(`The tests of ${name} are skipped: ${String(error)}`);
    return "";
  });
}
