import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: [{ find: /^.*\/dynamicCSS(\.js)?$/, replacement: `${import.meta.dirname}/src/features/noStyle.ts` }] },
  // The event catalogue is read from the frozen vectors, which lie outside this folder
  server: { fs: { allow: [".."] }, proxy: { "/v1": process.env["QUANZE_URL"] ?? "http://127.0.0.1:8642" } },
  build: { outDir: "../api/static", emptyOutDir: true, target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: "es" },
  test: { include: ["src/**/*.test.ts"] },
});
