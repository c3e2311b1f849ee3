"""The JSON API: routes by resource, guards and schemas; no rules of business."""
