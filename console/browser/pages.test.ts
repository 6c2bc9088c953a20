import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DEMO, closeBrowser, examine, leave, open, settled, signIn, visit } from "./visit";

const ITEM = encodeURIComponent("307001/000001");
const VISITORS = [
  { language: "zh", width: 1440, department: "MZT-410000", role: "officer", who: "owner's officer" },
  { language: "en", width: 390, department: "ZWZX-410000", role: "head", who: "user's head" },
  { language: "zh", width: 390, department: "SJT-410000", role: "auditor", who: "auditor" },
  { language: "en", width: 1440, department: "ZFB-410000", role: "supervisor", who: "supervisor" },
] as const;

const PAGES: Record<string, string> = {
  home: "/",
  items: "/items",
  item: `/items/${ITEM}`,
  agreements: "/agreements",
  sign: "/agreements/sign",
  events: "/events?type=deliver",
  lineage: `/lineage/${ITEM}?direction=down`,
  verify: "/verify",
  health: "/health",
  departments: "/departments",
  department: "/departments/SJJ-410000",
  reads: "/reads",
  lost: "/no/such/page",
};

afterAll(closeBrowser);

describe.each(VISITORS)("$who, $language, $width wide", ({ language, width, department, role }) => {
  test("each page opens without a complaint, fits the screen and is accessible", async () => {
    const guest = await visit(language, width);
    await signIn(guest, department, role);
    for (const [name, path] of Object.entries(PAGES)) {
      await open(guest, path);
      await examine(guest, name);
    }
    await leave(guest);
  });

  test("an event, its case, its lineage and its evidence lead to each other", async () => {
    const guest = await visit(language, width);
    await signIn(guest, department, role);
    await open(guest, "/events?type=deliver");
    const row = guest.page.locator("tbody tr.ant-table-row").last();
    if ((await row.count()) === 0) {
      // A supervisor sees what was submitted to it; here that is nothing
      expect(role).toBe("supervisor");
      await leave(guest);
      return;
    }
    await row.locator("a").first().click();
    await guest.page.waitForURL("**/events/*");
    await examine(guest, "event");
    const id = guest.page.url().split("/").at(-1)!;
    await guest.page.locator(`a[href="/cases/${id}"]`).click();
    await guest.page.waitForSelector(".verdict");
    await examine(guest, "case");
    await open(guest, `/lineage/${id}?direction=down`);
    if (width < 600) await guest.page.locator("[role=tab]").first().click();
    await guest.page.locator(".react-flow__node").first().click();
    await guest.page.waitForSelector(".graph-detail dl");
    await examine(guest, "lineage-event");
    await guest.page.locator(".graph-detail a[href^='/events/']").click();
    await guest.page.waitForURL("**/events/*");
    await guest.page.locator("button", { hasText: language === "zh" ? "在此核验" : "Verify here" }).click();
    await guest.page.waitForSelector(".verdict-good");
    await examine(guest, "verify-here");
    await leave(guest);
  });
});

describe.each([
  { language: "zh", width: 1440 },
  { language: "en", width: 390 },
] as const)("without signing in, $language, $width wide", ({ language, width }) => {
  test("sign-in, catalogue and verification are open, and accessible", async () => {
    const guest = await visit(language, width);
    for (const [name, path] of [["sign-in", "/"], ["open-items", "/items"], ["open-health", "/health"]] as const) {
      await guest.page.goto(new URL(path, process.env["QUANZE_URL"]).href);
      await examine(guest, name);
    }
    await guest.page.goto(new URL("/verify", process.env["QUANZE_URL"]).href);
    await settled(guest);
    await guest.page.setInputFiles(".drop input", join(DEMO, "evidence-flipped.json"));
    await guest.page.waitForSelector(".verdict-bad");
    expect(await guest.page.locator(".findings").innerText()).toContain("EV-0402");
    await examine(guest, "verify-failed");
    await leave(guest);
  });
});
