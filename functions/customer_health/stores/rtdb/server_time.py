"""What the database replaces with its own clock, in milliseconds, when it is written."""

SERVER_TIME = {".sv": "timestamp"}
