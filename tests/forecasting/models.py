"""A model for tests: what it was trained on is made up."""

from datetime import date

from customer_health.domain.insights.forecast import Training

TRAINING = Training(
    trained_on=date(2025, 11, 1),
    first=date(2024, 11, 1),
    last=date(2025, 8, 1),
    customers=400,
    departures=120,
    auc=0.78,
    auc_low=0.74,
    auc_high=0.82,
    better_by=0.06,
    better_by_low=0.02,
    calibration_error=0.03,
)
