"""The features of the Pivot app that a customer can use, as `ProductUsage` names them."""

OFFERED = (
    "schedule",
    "timeclock",
    "availability",
    "messaging",
    "payroll-export",
    "shift-trading",
    "tasks",
    "reports",
    "mobile-app",
)
"""What is used beyond these, such as a trial of something new, counts for no adoption."""

HIGH_VALUE = ("payroll-export", "shift-trading", "reports", "mobile-app")
"""Those that keep customers: a customer without one of them is worth a call."""
