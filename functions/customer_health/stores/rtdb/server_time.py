"""A value that the database replaces with its own time, in epoch milliseconds, on writing."""

SERVER_TIME = {".sv": "timestamp"}
