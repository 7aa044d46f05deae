import { expect, test } from "vitest";
import {
  approveRemoteOf,
  isRemoteApproved,
  withdrawApprovalsOf,
} from "../../../../src/registry/exchange/approved-remotes.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("approvals that are given at the same time are all kept", async () => {
  const folders = await Promise.all(Array.from({ length: 20 }, temporaryFolder));
  await Promise.all(folders.map((folder) => approveRemoteOf(folder, "/mnt/models")));
  const approved = await Promise.all(
    folders.map((folder) => isRemoteApproved(folder, "/mnt/models")),
  );
  expect(approved).toEqual(folders.map(() => true));
});

test("an approval is for one address and one folder, until it is withdrawn", async () => {
  const folder = await temporaryFolder();
  const other = await temporaryFolder();
  expect(await withdrawApprovalsOf(folder)).toBe(false);
  for (const each of [folder, other]) await approveRemoteOf(each, "/mnt/models");
  expect(await isRemoteApproved(folder, "/mnt/others")).toBe(false);
  expect(await withdrawApprovalsOf(folder)).toBe(true);
  expect(await isRemoteApproved(folder, "/mnt/models")).toBe(false);
  expect(await isRemoteApproved(other, "/mnt/models")).toBe(true);
  await approveRemoteOf(folder, "/mnt/models");
  expect(await isRemoteApproved(folder, "/mnt/models")).toBe(true);
});
