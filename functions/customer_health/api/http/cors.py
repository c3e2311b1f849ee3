"""Let the configured origins' pages read the answers in a browser (CORS)."""

from flask import Flask, Response, request

from customer_health.api.http.services import services

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Firebase-AppCheck"
    ),
    "Access-Control-Max-Age": "3600",
}
EXPOSED = "Allow, Content-Disposition, ETag, Location, RateLimit, RateLimit-Policy, Retry-After"
"""Headers of answers that a page may read only if they are named."""


def install(flask: Flask) -> None:
    @flask.after_request
    def allow(response: Response) -> Response:
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin in services().config.origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":
                response.headers.update(PREFLIGHT)
        return response
