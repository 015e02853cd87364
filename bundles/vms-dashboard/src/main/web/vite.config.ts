import { lingui } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { thirdParty } from "./scripts/third-party";

/** Where the development server finds a running VMS. */
const server = process.env.VMS_URL ?? "http://127.0.0.1:8181";

export default defineConfig({
  base: "/",
  plugins: [react({ babel: { plugins: ["@lingui/babel-plugin-lingui-macro"] } }), lingui(), thirdParty()],
  build: {
    // Maven names the bundle's class folder; the path holds for `npm run build` by hand too.
    outDir: process.env.VMS_DASHBOARD_OUT ?? "../../../target/classes/dashboard",
    emptyOutDir: true,
    target: "es2022",
    // Nothing is inlined as a data: URL, so the content security policy stays as narrow as it can be.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "build-manifest.json",
  },
  css: {
    modules: { generateScopedName: "[name]-[local]-[hash:base64:4]" },
  },
  server: {
    proxy: {
      "/api": server,
      "/health": server,
      "/ws": { target: server, ws: true },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
