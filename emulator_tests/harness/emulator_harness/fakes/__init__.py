"""Fakes of vendors' services: small local servers that behave as their documentation says."""
