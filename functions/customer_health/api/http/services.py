"""The services that the application was made with, for its routes."""

from typing import cast

from flask import Flask, current_app

from customer_health.services import Services

KEY = "customer_health.services"


def install(flask: Flask, services: Services) -> None:
    """Give an application its services, in place of any that it had."""
    flask.extensions[KEY] = services


def services() -> Services:
    """Return the services of the application that answers the current request."""
    return services_of(current_app)


def services_of(flask: Flask) -> Services:
    return cast(Services, flask.extensions[KEY])
