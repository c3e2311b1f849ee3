"""Models of a forecast: the probability that a customer leaves, and what it rests on."""

from datetime import date
from typing import Literal

from customer_health.api.http.models import Model, Sentence


class ForecastReason(Model):
    """A feature that moves the probability."""

    feature: str
    """The feature. Example: `"login_days"`"""
    value: float
    """Its value. Example: `21.0`"""
    log_odds: float
    """What it adds to the log-odds; positive raises the probability. Example: `0.62`"""
    text: Sentence
    """The same in a sentence."""


class ForecastTraining(Model):
    """What the model was trained on, and how well it did on later dates."""

    trained_on: date
    """The day of the training."""
    first: date
    """The first date whose customers it learned from."""
    last: date
    """The last one."""
    customers: int
    """How many customers. Example: `412`"""
    departures: int
    """How many of them left. Example: `131`"""
    auc: float
    """Of how many pairs, one that left and one that stayed, the model ranked the one that left
    higher, as a share. Example: `0.78`"""
    auc_low: float
    """The lower bound of 95 %. Example: `0.74`"""
    auc_high: float
    """The upper bound of 95 %. Example: `0.82`"""
    better_by: float
    """How much more that is than with the rule for the renewal risk. Example: `0.06`"""
    better_by_low: float
    """The lower bound of 95 %; above 0, or the model isn't shown. Example: `0.02`"""
    calibration_error: float
    """By how much the probabilities missed the shares that left, on average. Example: `0.03`"""


class Forecast(Model):
    """The probability that a customer leaves within 90 days: an estimate, or why there is none."""

    state: Literal["off", "abstains", "forecast"]
    """`off`: there is no trained model; `abstains`: too little is known of this customer."""
    text: Sentence
    """The same in a sentence."""
    departures: int | None = None
    """If `off`: how many departures are known. They are counted up to `needed`. Example: `12`"""
    needed: int | None = None
    """If `off`: how many a training needs. Example: `100`"""
    why: Literal["short_history", "unknown_features", "outside_training"] | None = None
    """Why it abstains."""
    features: list[str] = []
    """The features that are unknown, or far from all that the model was trained on. Example:
    `["score"]`"""
    probability: float | None = None
    """The probability, 0 to 1. Example: `0.23`"""
    base: float | None = None
    """The log-odds of a customer whose values are all mean. With those of all reasons they are the
    log-odds of the probability. Example: `-2.1`"""
    known: float | None = None
    """The share of the features that have a value. Example: `0.9`"""
    reasons: list[ForecastReason] = []
    """All features with a value, that which moves the probability most first."""
    training: ForecastTraining | None = None
    """What the model was trained on, unless `off`."""
