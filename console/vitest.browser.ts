import { defineConfig } from "vitest/config";

/**
 * The tests in a real browser, against a running service; tests/console/test_browser.py starts one and runs them.
 * What fails is tried once more: browser, service, chain and other tests share two cores.
 */
export default defineConfig({
  test: { retry: 1, include: ["browser/**/*.test.ts"], testTimeout: 900_000, hookTimeout: 120_000, fileParallelism: false, maxWorkers: 1 },
});
