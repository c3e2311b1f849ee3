import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [preact()],
  server: { proxy: { "/api": "http://127.0.0.1:5000", "/__": "http://127.0.0.1:5000" } },
  build: {
    target: "es2022",
    // No file as a data: address, which the page's Content-Security-Policy would refuse.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One chunk, or every file that two features share gets a chunk of about 300 bytes.
        codeSplitting: { groups: [{ name: "shared", test: /dashboard\/src\/(api|i18n|ui)\// }] },
      },
    },
  },
});
