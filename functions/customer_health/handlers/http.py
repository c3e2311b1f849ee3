"""Serve the API over HTTPS: below `/api` through Hosting, at the root if called directly."""

from typing import Any

from firebase_functions import https_fn

from customer_health import trace

HOSTING_PREFIX = "/api"
STARTUP_PROBE = "/__/health"


def serve(request: Any) -> Any:
    if request.path == STARTUP_PROBE:
        return ""
    trace.start(trace.of_request(request.headers))
    from customer_health.bootstrap.api import app

    environ = dict(request.environ)
    path = environ["PATH_INFO"]
    if path.startswith(f"{HOSTING_PREFIX}/"):
        environ["PATH_INFO"] = path.removeprefix(HOSTING_PREFIX)
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + HOSTING_PREFIX
    return https_fn.Response.from_app(app(), environ)


def not_found(request: Any) -> Any:
    """Answer a request that never gets to `serve`, as the API answers an unknown path."""
    from customer_health.bootstrap.api import app

    return https_fn.Response.from_app(app(), {**request.environ, "PATH_INFO": "/"})
