"""Generate a whole database of raw inputs, as the Pivot app and the CRM's sync write them."""

from datetime import date
from random import Random

from demo.app.bad_records import add_bad_records
from demo.app.companies import Company, companies
from demo.app.dates import DAY, Calendar, stamp
from demo.app.people import Person, Record, availability, employees, presence, staff
from demo.app.schedules import schedules
from demo.app.shapes import Level, levels
from demo.app.steering import Steering
from demo.app.timecards import timecards
from demo.app.usage import product_usage
from demo.vendors.crm import crm_companies


def demo_data(today: date, seed: int = 1) -> Record:
    """Return a dump as of 06:00 in Toronto on `today`, the same for the same date and seed.

    It has 60 linked companies in the shapes of `demo.app.shapes`, 3 that wait for a match, and 120
    days of schedules and timecards. The run of that day computes the levels of `intended`.
    """
    calendar = Calendar(today)
    all_companies = companies(today, seed)
    data: Record = {
        "Companies": {},
        "Employees": {},
        "Departments": {},
        "PresenceStatus": {},
        "Schedules": {},
        "Availability": {},
        "Timecards": {},
        "CrmCompanies": crm_companies(all_companies, seed),
        "ProductUsage": {},
    }
    for company in all_companies:
        _add(data, company, calendar, Random(f"{seed}:{company.number}"))
    return data


def intended(today: date, seed: int = 1) -> dict[str, dict[str, Level]]:
    """Return the level of each figure in the run of `today`, by linked company.

    Assumes that the snapshot of 30 days before exists, made from the same data.
    """
    return {
        company.id: levels(company.shape, company.size)
        for company in companies(today, seed)
        if company.link == "linked"
    }


def _add(data: Record, company: Company, calendar: Calendar, rng: Random) -> None:
    clock = calendar.clock
    founded = clock - DAY * (company.shape.age_days or rng.randint(200, 1500))
    people = staff(company, calendar, founded, rng)
    steering = Steering(company.shape, calendar, rng)
    weeks, worked = schedules(company, people, calendar, steering, rng)
    per_company = {
        "Companies": _company(company, people, founded, rng),
        "Employees": employees(people, company, clock, rng),
        "Departments": _departments(company) if people else {},
        "Schedules": weeks,
        "Timecards": timecards(company, people, worked, steering, rng),
        "ProductUsage": product_usage(company, clock, rng),
    }
    for path, value in per_company.items():
        if value:  # the database stores no empty nodes
            data[path][company.id] = value
    data["Availability"] |= availability(people, company, rng)
    data["PresenceStatus"] |= presence(people, company, clock, rng)
    if company.shape.dirty:
        add_bad_records(data, company.id, people, calendar)


def _company(company: Company, people: list[Person], founded: int, rng: Random) -> Record:
    record: Record = {
        "name": company.name,
        "email": company.email,
        "timezone": company.timezone,
        "location": {
            "city": company.place.city,
            "province": company.place.province,
            "country": company.place.country,
        },
    }
    if company.link == "linked":
        record["csmDashboardLinked"] = True
    if company.shape.created:
        record["createdAt"] = stamp(founded, company.zone, rng)
    if people:
        record["contact"] = {"name": people[0].name, "phone": company.phone}
        if company.shape.master == "by id":
            record["masterUserId"] = people[0].user_id
    return record


def _departments(company: Company) -> Record:
    return {
        f"d{number}": {"name": names[company.place.french]}
        for number, names in enumerate(company.kind.departments, start=1)
    }
