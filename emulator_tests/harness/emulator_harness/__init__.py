"""Starts and stops the Firebase emulator suite from Python. See README.md."""

from .auth import Auth
from .database import Database, DatabaseError
from .errors import HarnessError, PortInUseError, StartError
from .ports import Ports
from .suite import Suite
from .waiting import wait_until

__all__ = [
    "Auth",
    "Database",
    "DatabaseError",
    "HarnessError",
    "PortInUseError",
    "Ports",
    "StartError",
    "Suite",
    "wait_until",
]
