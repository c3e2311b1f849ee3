"""The sections of the context view, and the sources that each section needs."""

from collections.abc import Mapping
from typing import Literal, get_args

from customer_health.domain.context.source import SOURCES, SourceName

SectionName = Literal[
    "contact", "account", "billing", "support", "usage", "health", "flags", "timeline"
]
SECTIONS: tuple[SectionName, ...] = get_args(SectionName)

NEEDS: Mapping[SectionName, tuple[SourceName, ...]] = {
    "contact": ("crm",),
    "account": ("crm", "billing"),
    "billing": ("billing",),
    "support": ("support",),
    "usage": ("usage", "billing"),
    "health": SOURCES,
    "flags": SOURCES,
    "timeline": ("crm", "billing", "support"),
}
