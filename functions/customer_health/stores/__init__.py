"""Where things lie in the Realtime Database, and how they are read and written."""
