"""Answer conditional requests: a client that has the answer already gets a 304 without a body."""

from flask import Flask, Response, request


def install(flask: Flask) -> None:
    @flask.after_request
    def tag(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if request.method not in {"GET", "HEAD"} or response.status_code != 200:
            return response
        # A streamed answer, such as a CSV file, is never held in memory as a whole to be hashed.
        if not response.is_streamed:
            if "ETag" not in response.headers:
                response.add_etag()
            response.make_conditional(request)
        return response
