/** Every task with the keyboard alone: what the Tab key reaches, seen where it stands, and Enter. */
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DEMO, URL_OF_SERVICE, type Visit, closeBrowser, leave, settled, signIn, visit } from "./visit";

const OWNER = "MZT-410000";
const USER = "ZWZX-410000";

afterAll(closeBrowser);

/** Tabs to what `selector` names; that it is seen there is a promise too. */
async function tabTo({ page }: Visit, selector: string): Promise<void> {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** Follows the link or presses the button that `selector` names; the mark of focus has to be seen on it. */
async function enter(guest: Visit, selector: string): Promise<void> {
  await tabTo(guest, selector);
  const outline = await guest.page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
  expect(outline, `focus on ${selector}`).not.toBe("none");
  await guest.page.keyboard.press("Enter");
  await settled(guest);
}

test("everything is reached with the keyboard alone", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  await page.goto(URL_OF_SERVICE);
  await settled(guest);
  const reached = new Set<string>();
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.getAttribute("type") ?? ""));
  }
  for (const target of ["#content", "/verify", "/items", "/health", "search", "file", "password"]) expect([...reached]).toContain(target);
  await leave(guest);
});

test("who skips to the content does not pass the navigation again", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, OWNER, "officer");
  await settled(guest);
  await guest.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await enter(guest, "a[href='#content']");
  await guest.page.keyboard.press("Tab");
  expect(await guest.page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
  await leave(guest);
});

test("an item is traced to its lineage", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, OWNER, "officer");
  await settled(guest);
  await enter(guest, ".page-actions a[href='/items']");
  await enter(guest, "tbody a[href^='/items/']");
  await enter(guest, ".page-actions a[href^='/lineage/']");
  await guest.page.waitForSelector(".react-flow__node");
  // The graph has a twin that is read without a pointer
  await tabTo(guest, "[role=tab]");
  await guest.page.keyboard.press("ArrowRight");
  await guest.page.keyboard.press("Enter");
  await guest.page.waitForSelector("tr.row-bad");
  await leave(guest);
});

test("why an exchange went wrong is seen", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, OWNER, "officer");
  await settled(guest);
  await enter(guest, "nav a[href='/board']");
  await guest.page.waitForSelector(".alert-row");
  await enter(guest, ".alert-row a[href^='/cases/']");
  expect(await guest.page.locator(".verdict").first().innerText()).not.toBe("");
  await enter(guest, ".page-actions a[href^='/reconciliation']");
  await guest.page.waitForURL("**/reconciliation*");
  await leave(guest);
});

test("a file is verified", async () => {
  const guest = await visit("zh", 1440);
  await guest.page.goto(URL_OF_SERVICE);
  await settled(guest);
  await enter(guest, "a[href='/verify']");
  // Which file it is, the browser's own window asks
  await tabTo(guest, ".drop input[type=file]");
  await guest.page.setInputFiles(".drop input", join(DEMO, "evidence.json"));
  await guest.page.waitForSelector(".verdict-good");
  await tabTo(guest, "main summary, main button, main a");
  await leave(guest);
});

test("with the keyboard alone an officer reports how data is used", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  await signIn(guest, USER, "officer");
  await settled(guest);
  await tabTo(guest, "a[href='/record']");
  await page.keyboard.press("Enter");
  await settled(guest);
  await tabTo(guest, "main a[href='/record/use.report']");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-field=scenario]");
  await settled(guest);
  await tabTo(guest, "[data-field=agreement] input");
  await page.keyboard.type("示范〔2026〕1号");
  await page.locator(".ant-select-item-option-active", { hasText: "示范〔2026〕1号" }).waitFor();
  await page.keyboard.press("Enter");
  for (const [name, text] of [["scenario", "政务服务事项受理"], ["process", "窗口核对"], ["outcome", "免交材料 12 件"], ["storage", "专网内加密存放"], ["period", "2026-11"]] as const) {
    await tabTo(guest, `[data-field=${name}] input, [data-field=${name}] textarea`);
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  await page.waitForSelector(".sign-row");
  await tabTo(guest, ".sign-row input[type=checkbox]");
  await page.keyboard.press("Space");
  await tabTo(guest, ".sign-row button");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".verdict-good a[href^='/events/']");
  await leave(guest);
});
