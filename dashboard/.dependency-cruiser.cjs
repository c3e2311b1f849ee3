/** Which room of `src` may import which. `npm run lint` checks it. */

/** A room may import itself and these rooms. */
const MAY_IMPORT = {
  api: [],
  i18n: ["api"],
  ui: ["api", "i18n", "router"],
  session: ["api", "i18n", "ui"],
  features: ["api", "i18n", "router", "session", "ui"],
};

const path = (room) => `^src/${room}[/.]`;

module.exports = {
  forbidden: [
    {
      name: "no-cycle",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-feature-in-feature",
      comment: "What two features need belongs in ui or api; the shell composes features.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/", pathNot: "^src/features/$1/" },
    },
    ...Object.entries(MAY_IMPORT).map(([room, others]) => ({
      name: `${room}-imports`,
      comment: `${room} may import ${others.join(", ")}`,
      severity: "error",
      from: { path: path(room) },
      to: { path: "^src/", pathNot: [room, ...others].map(path) },
    })),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    // Types count too: `import type` is an import.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};
