import { afterAll, test } from "vitest";
import { closeBrowser, leave, signIn, shot, visit } from "./visit";
afterAll(closeBrowser);
test("look", async () => {
  for (const [language, width, department, role] of [["zh", 1440, "SJJ-410000", "officer"], ["en", 390, "SJJ-410000", "head"]] as const) {
    const guest = await visit(language, width);
    await signIn(guest, department, role);
    await guest.page.waitForSelector(".alerts li");
    await guest.page.waitForSelector("tr.ant-table-row");
    await shot(guest, "home");
    await guest.page.click(".page-actions a[href='/board']");
    await guest.page.waitForSelector(".alert-row");
    await guest.page.waitForTimeout(1500);
    await guest.page.locator(".alert-row button:text-matches('签收|Acknowledge')").first().click();
    await guest.page.waitForTimeout(500);
    await shot(guest, "board");
    await leave(guest);
  }
});
