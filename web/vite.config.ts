import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// Everything the pages need is built into the package; nothing is inlined, because the pages' policy allows neither inline scripts nor styles.
export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: "../src/ascribe/serve/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    target: "es2022",
    license: { fileName: "assets/licences.md" },
  },
  test: { include: ["test/**/*.test.ts"] },
});
