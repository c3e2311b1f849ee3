"""The one place that makes clients, each when it is first asked for."""
