/** A visitor with a browser of their own: signs in with a key file of the demonstration, clicks, looks. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type Page, chromium } from "playwright-core";
import { expect } from "vitest";

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run tests/console/test_browser.py`);
  return value;
}

export const URL_OF_SERVICE = given("QUANZE_URL");
export const DEMO = given("QUANZE_DEMO");
const SHOTS = given("QUANZE_SHOTS");
mkdirSync(SHOTS, { recursive: true });

let browser: Browser | undefined;

export type Language = "zh" | "en";

export interface Visit {
  readonly page: Page;
  readonly faults: string[];
  readonly name: string;
}

/** A page in a fresh profile; whatever its console complains of is a fault. */
export async function visit(language: Language, width: number): Promise<Visit> {
  browser ??= await chromium.launch({ executablePath: given("QUANZE_CHROMIUM"), args: ["--no-sandbox"] });
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 800 : 900 },
    locale: language === "zh" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  // A slow machine is no fault of the console's
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, faults, name: `${language}-${width}` };
}

export async function leave({ page, faults }: Visit): Promise<void> {
  await page.context().close();
  expect(faults).toEqual([]);
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** Signs in with the key file of a department's role, as its holder would. */
export async function signIn({ page }: Visit, department: string, role: string): Promise<void> {
  const folder = join(DEMO, "departments", department);
  await page.goto(URL_OF_SERVICE);
  await page.setInputFiles("form.panel input[type=file]", join(folder, `${role}.json`));
  await page.fill("input[type=password]", readFileSync(join(folder, "passphrase"), "utf8").trim());
  await page.click("form.panel button[type=submit]");
  await page.waitForSelector(".who");
}

/** Opens an address without a reload, which would end the session. */
export async function open({ page }: Visit, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  await settled(page);
}

/** Until the page has its content: nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => !document.querySelector(".state-loading, .ant-btn-loading") && document.querySelector("main h1, main .state-notice"));
}

export async function shot({ page, name }: Visit, what: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${what}-${name}.png`), fullPage: true });
}

/** WCAG 2.2 AA, as far as axe can tell; what it finds is a fault of the visit. */
export async function accessible({ page, faults }: Visit, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  for (const { id, nodes } of violations) faults.push(`${where} ${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 140)).join(" | ")}`);
}

/** That the page is no wider than the screen. */
export async function fits({ page, faults }: Visit, where: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) faults.push(`${where} is ${over} px wider than the screen`);
}
