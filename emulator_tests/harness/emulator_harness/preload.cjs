// Loaded into firebase-tools before its own code.
const { realpathSync } = require("fs");

const cli = (() => {
  try {
    return realpathSync(process.argv[1]);
  } catch {
    return __filename;
  }
})();

// With another version of firebase-tools, and other dependencies, a patch is left out.
function patch(apply) {
  try {
    apply((name, from = cli) => require.resolve(name, { paths: [from] }));
  } catch {}
}

// A function's process closes a connection that was idle for two seconds. A request that was sent on
// it at that moment would be lost ("socket hang up"), so each request gets a connection of its own.
patch(() => {
  const http = require("http");
  http.globalAgent = new http.Agent({ keepAlive: false });
});

// The CLI starts in a third of the time. The Auth emulator creates one Ajv for each parameter of its
// API. Each of them first compiles JSON Schema's own schema, only to check that Google's API
// description is valid. This skips that check; requests are checked as before.
patch((resolve) => {
  require(resolve("ajv", resolve("exegesis"))).default.prototype.validateSchema = () => true;
});

// The functions are discovered by a server on the first free port from 8081. Two suites that start
// at once find the same one: the second fails, or gets the functions of the first.
patch((resolve) => {
  const finder = require(resolve("portfinder"));
  const getPort = finder.getPortPromise;
  const own = Number(process.env.EMULATOR_HARNESS_DISCOVERY_PORT);
  finder.getPortPromise = (options) =>
    getPort(own && options?.port === 8081 ? { ...options, port: own } : options);
});
