/** A visitor with a browser of their own: signs in with a key file of the demonstration, clicks, looks. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type Locator, type Page, type Request, chromium } from "playwright-core";
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

/** A slow machine is no fault of the console's. */
const WAITING_MS = 120_000;

let browser: Browser | undefined;

export type Language = "zh" | "en";

export interface Visit {
  readonly page: Page;
  readonly faults: string[];
  readonly name: string;
  /** What was asked of the service and is not answered yet; a line that stays open for ever is no question. */
  readonly asked: ReadonlySet<Request>;
}

const STREAM = "/v1/alerts/stream";

/** A page in a fresh profile; whatever its console complains of is a fault. */
export async function visit(language: Language, width: number): Promise<Visit> {
  browser ??= await chromium.launch({ executablePath: given("QUANZE_CHROMIUM"), args: ["--no-sandbox"] });
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 800 : 900 },
    locale: language === "zh" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(WAITING_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, faults, name: `${language}-${width}`, asked: asking(page) };
}

function asking(page: Page): ReadonlySet<Request> {
  const asked = new Set<Request>();
  page.on("request", (request) => {
    // What the page before this one asked, nobody waits for
    if (request.isNavigationRequest()) asked.clear();
    if (!request.url().includes(STREAM)) asked.add(request);
  });
  page.on("requestfinished", (request) => asked.delete(request));
  page.on("requestfailed", (request) => asked.delete(request));
  return asked;
}

/** Takes back the faults that a test itself gave cause for. */
export function forgive({ faults }: Visit, ...causes: readonly string[]): void {
  faults.splice(0, faults.length, ...faults.filter((fault) => !causes.some((cause) => fault.includes(cause))));
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
export async function open(guest: Visit, path: string): Promise<void> {
  await guest.page.evaluate((to) => {
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  await settled(guest);
}

/** Presses what `selector` names first; one, for those who count what the hand does. */
export async function click(guest: Visit, selector: string): Promise<number> {
  await guest.page.locator(selector).first().click();
  await settled(guest);
  return 1;
}

export const button = ({ page }: Visit, words: string): Locator => page.locator("main button", { hasText: words }).first();

const LOOKS = 3;

/**
 * Until the page has its content: in some looks one after the other nothing is asked, nothing shows that it loads, and
 * the browser has time to spare, so that what is answered is drawn too.
 */
export async function settled({ page, asked }: Visit): Promise<void> {
  const ends = Date.now() + WAITING_MS;
  for (let looks = 0; looks < LOOKS; ) {
    // A page that is being left cannot be looked at
    const whole = await page.evaluate(isWhole).catch((error: unknown) => {
      if (page.isClosed()) throw error;
      return false;
    });
    looks = whole && asked.size === 0 ? looks + 1 : 0;
    if (Date.now() > ends) throw new Error(`${page.url()} still waits for ${[...asked].map((one) => one.url()).join(", ") || "its content"}`);
  }
}

/** Runs in the page, once it has drawn and has nothing else to do; a page may be drawn and never be told that it is idle. */
async function isWhole(): Promise<boolean> {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => requestIdleCallback(resolve, { timeout: 250 }), 15)));
  return !document.querySelector(".state-loading, .ant-btn-loading, .ant-spin-spinning") && document.querySelector("main h1, main .state-notice") !== null;
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

/** A page as it stands: its picture, and what is wrong with it. */
export async function examine(guest: Visit, name: string): Promise<void> {
  await settled(guest);
  await shot(guest, name);
  await accessible(guest, name);
  await fits(guest, name);
}
