"""Log-based metrics, alert policies and the dashboard, as Google's APIs take them."""

import tomllib
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Spec = dict[str, Any]

SPECS = tomllib.loads(Path(__file__).with_name("monitoring.toml").read_text("utf-8"))
METRICS: dict[str, Spec] = SPECS["metrics"]
POLICIES: dict[str, Spec] = SPECS["policies"]

RUNBOOK = "docs/runbook.md"
DASHBOARD = "Customer Health"


def log_metric(name: str, spec: Spec) -> Json:
    """Return a log-based metric."""
    labels = [spec["label"]] if "label" in spec else []
    metric: Json = {
        "name": name,
        "description": spec["text"],
        "filter": f'resource.type="cloud_run_revision" AND {lines(spec)}',
        "metricDescriptor": {
            "metricKind": "DELTA",
            "valueType": "DISTRIBUTION" if "field" in spec else "INT64",
            "unit": spec.get("unit", "1"),
            "labels": [{"key": label, "valueType": "STRING"} for label in labels],
        },
        "labelExtractors": {label: f"EXTRACT(jsonPayload.{label})" for label in labels},
    }
    if "field" in spec:
        metric["valueExtractor"] = f"EXTRACT(jsonPayload.{spec['field']})"
        # A value is known to 15 %, up to 80 GB: percentiles are interpolated within a bucket.
        buckets = {"numFiniteBuckets": 180, "growthFactor": 1.15, "scale": 1}
        metric["bucketOptions"] = {"exponentialBuckets": buckets}
    return metric


def lines(spec: Spec) -> str:
    """Return the filter of the lines that a metric counts."""
    if "event" not in spec:
        return str(spec["lines"])
    return f'jsonPayload.logger="customer_health.events" AND jsonPayload.event="{spec["event"]}"'


def policy(name: str, spec: Spec, channel: str) -> Json:
    """Return an alert policy that tells a notification channel."""
    metric, window = spec["metric"], f"{spec['minutes'] * 60}s"
    if spec.get("silent"):
        kind, period, rule = "conditionAbsent", "600s", {"duration": window}
    else:
        limit = {"comparison": "COMPARISON_GT", "thresholdValue": spec["above"]}
        kind, period, rule = "conditionThreshold", window, {**limit, "duration": "0s"}
    query = {"filter": selected(metric), "aggregations": [summed(metric, period)]}
    return {
        "displayName": name,
        "combiner": "OR",
        "notificationChannels": [channel],
        "conditions": [{"displayName": name, kind: {**query, **rule}}],
        "documentation": {
            "mimeType": "text/markdown",
            "content": f"{spec['text']} What to do: {RUNBOOK}, “{name}”.",
        },
    }


def dashboard() -> Json:
    """Return a dashboard with a chart for each metric."""
    return {
        "displayName": DASHBOARD,
        "gridLayout": {"columns": "3", "widgets": [chart(name) for name in METRICS]},
    }


def chart(name: str) -> Json:
    query = {"filter": selected(name), "aggregation": summed(name, "3600s")}
    data = {"timeSeriesQuery": {"timeSeriesFilter": query}, "plotType": "LINE"}
    return {"title": METRICS[name]["text"], "xyChart": {"dataSets": [data]}}


def selected(name: str) -> str:
    kind = f"logging.googleapis.com/user/{name}"
    return f'metric.type="{kind}" AND resource.type="cloud_run_revision"'


def summed(name: str, seconds: str) -> Json:
    """Return how the series of all instances become one: the sum of counts, or the highest value of
    distributions."""
    spec = METRICS[name]
    how = (
        ("ALIGN_PERCENTILE_99", "REDUCE_MAX") if "field" in spec else ("ALIGN_DELTA", "REDUCE_SUM")
    )
    aligner, reducer = how
    groups = [f"metric.label.{spec['label']}"] if "label" in spec else []
    return {
        "alignmentPeriod": seconds,
        "perSeriesAligner": aligner,
        "crossSeriesReducer": reducer,
        "groupByFields": groups,
    }
