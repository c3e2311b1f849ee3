"""What happens when something happened: load, decide, save, notify."""
