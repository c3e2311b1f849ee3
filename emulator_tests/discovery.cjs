// What `firebase deploy` finds and checks before it uploads anything, as JSON on stdout.
// Usage: node discovery.cjs PROJECT PROJECT_DIR SOURCE RUNTIME
const path = require("node:path");

const [projectId, projectDir, source, runtime] = process.argv.slice(2);
const lib = path.join(projectDir, "node_modules/firebase-tools/lib/deploy/functions");
const backend = require(path.join(lib, "backend"));
const build = require(path.join(lib, "build"));
const runtimes = require(path.join(lib, "runtimes"));
const validate = require(path.join(lib, "validate"));

async function discover() {
  const sourceDir = path.join(projectDir, source);
  const delegate = await runtimes.getRuntimeDelegate({
    projectId,
    projectDir,
    sourceDir,
    runtime,
  });
  const found = build.toBackend(await delegate.discoverBuild({}, { GCLOUD_PROJECT: projectId }), {});
  validate.functionIdsAreValid(backend.allEndpoints(found));
  validate.endpointsAreValid(found, backend.empty());
  return backend.allEndpoints(found);
}

// A timer of the discovery's own would keep the process alive for ten seconds more.
discover().then((endpoints) => process.stdout.write(JSON.stringify(endpoints), () => process.exit()));
