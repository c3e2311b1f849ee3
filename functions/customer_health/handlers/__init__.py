"""Parse the event or request, call a flow, answer."""
