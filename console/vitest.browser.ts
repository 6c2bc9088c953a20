import { defineConfig } from "vitest/config";

/** The tests in a real browser, against a running service; tests/console/test_browser.py starts one and runs them. */
export default defineConfig({
  test: { include: ["browser/**/*.test.ts"], testTimeout: 900_000, hookTimeout: 120_000, fileParallelism: false, maxWorkers: 1 },
});
