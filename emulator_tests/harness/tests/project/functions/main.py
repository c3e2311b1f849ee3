"""One small function of each kind that the suite can run."""

import json
import os

from firebase_admin import db, functions, initialize_app
from firebase_functions import db_fn, https_fn, params, scheduler_fn, tasks_fn
from firebase_functions.options import set_global_options

set_global_options(cpu=1, region="us-central1")
initialize_app()
GREETING = params.StringParam("GREETING", default="hello")
COLOUR = params.StringParam("COLOUR", default="blue")
SECRET = params.SecretParam("SECRET")


@https_fn.on_request(secrets=[SECRET])
def api(request: https_fn.Request) -> https_fn.Response:
    answer = {"path": request.path, "greeting": GREETING.value, "secret": SECRET.value}
    answer["colour"] = COLOUR.value
    answer["port"] = request.environ["REMOTE_PORT"]
    return https_fn.Response(json.dumps(answer), content_type="application/json")


@https_fn.on_request()
def enqueue(request: https_fn.Request) -> https_fn.Response:
    functions.task_queue("work").enqueue({"data": {"key": request.args.get("key")}})
    return https_fn.Response("queued")


@https_fn.on_request()
def crash(request: https_fn.Request) -> https_fn.Response:
    if request.path == "/__/health":  # the emulator asks every new worker
        return https_fn.Response("")
    os._exit(1)


@db_fn.on_value_created(reference="/items/{id}")
def copy(event: db_fn.Event[object]) -> None:
    db.reference(f"/copies/{event.params['id']}").set(event.data)


@scheduler_fn.on_schedule(schedule="0 6 * * *", timezone="America/Toronto")
def nightly(event: scheduler_fn.ScheduledEvent) -> None:
    db.reference("/nightly").set({"at": event.schedule_time.isoformat(), "job": event.job_name})


@tasks_fn.on_task_dispatched()
def work(request: tasks_fn.CallableRequest[dict[str, str]]) -> None:
    db.reference(f"/done/{request.data['key']}").set(True)
