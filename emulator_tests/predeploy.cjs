// Runs the scripts that `firebase deploy` runs for a target before it uploads anything.
// Usage: node predeploy.cjs PROJECT_DIR TARGET; exits with 1, and the reason, if they refuse.
const path = require("node:path");

const [projectDir, target] = process.argv.slice(2);
const lib = path.join(projectDir, "node_modules/firebase-tools/lib");
const { Config } = require(path.join(lib, "config"));
const { lifecycleHooks } = require(path.join(lib, "deploy/lifecycleHooks"));

const config = Config.load({ cwd: projectDir });
const options = { config, project: "demo-deploy", projectId: "demo-deploy", projectRoot: projectDir };
lifecycleHooks(target, "predeploy")({}, options).catch((error) => {
  process.stderr.write(error.message);
  process.exit(1);
});
