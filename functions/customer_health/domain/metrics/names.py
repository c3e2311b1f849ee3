"""The five metrics, under the field names of the requirements."""

from typing import Literal

EMPLOYEES = "numberofemployees"
LOGIN = "last_login_date_master_account"
OPEN_SHIFTS = "quarts_de_travail_ouverts_10_"
OUTSIDE_AVAILABILITY = "quarts_de_travail_attribues_hors_dispo_10"
CONFLICTING_CLOCK_INS = "quarts_problematiques_50"

PERCENTAGES = (OPEN_SHIFTS, OUTSIDE_AVAILABILITY, CONFLICTING_CLOCK_INS)
METRICS = (EMPLOYEES, LOGIN, *PERCENTAGES)

Result = Literal["Yes", "No", "None"]
