// Loaded into firebase-tools before its own code. It starts in a third of the time with this.
//
// The Auth emulator creates one Ajv for each parameter of its API. Each of them first compiles JSON
// Schema's own schema, only to check that Google's API description is valid. This skips that check;
// requests are checked as before.
const { realpathSync } = require("fs");

try {
  const cli = realpathSync(process.argv[1]);
  const exegesis = require.resolve("exegesis", { paths: [cli] });
  const ajv = require.resolve("ajv", { paths: [exegesis] });
  require(ajv).default.prototype.validateSchema = () => true;
} catch {
  // Another version of firebase-tools, with other dependencies: it starts slowly, but it starts.
}
