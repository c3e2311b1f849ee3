"""Vendors' services as small local servers, as far as their documentation says how they behave."""
