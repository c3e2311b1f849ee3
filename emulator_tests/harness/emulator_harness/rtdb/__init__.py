"""An in-memory server for the REST API of the Realtime Database, for local runs and tests."""
