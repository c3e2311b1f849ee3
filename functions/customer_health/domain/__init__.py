"""The rules of customer health: pure functions of records, dates and instants."""
