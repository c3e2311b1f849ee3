"""The fakes of Slack, mail and the vendors that the demo runs beside the emulators."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from demo.staff.users import slack_users
from demo.vendors.crm import colleagues
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.fakes.slack import SlackFake
from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from emulator_harness.ports import HOST, Ports


@dataclass(frozen=True)
class Fakes:
    slack: SlackFake
    hubspot: HubSpotFake
    stripe: StripeFake
    zendesk: ZendeskFake
    mail: SmtpFake

    def settings(self) -> dict[str, str]:
        """Return the settings of a deployment that uses the fakes, as in its .env and secrets."""
        names = ("customer-health", "support-logs")
        alerts, support = (self.slack.channel_id(name) for name in names)
        return {
            "SLACK_URL": self.slack.api_url,
            "SLACK_TOKEN": self.slack.token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_ALERTS_CHANNEL": alerts,
            "SLACK_SUPPORT_CHANNEL": support,
            "HUBSPOT_URL": self.hubspot.url,
            "HUBSPOT_TOKEN": self.hubspot.token,
            "CRM_FIGURES": "on",
            "STRIPE_URL": self.stripe.url,
            "STRIPE_KEY": self.stripe.key,
            "ZENDESK_URL": self.zendesk.url,
            "ZENDESK_EMAIL": self.zendesk.email,
            "ZENDESK_TOKEN": self.zendesk.token,
            "SMTP_URL": self.mail.smtp_url,
        }

    def addresses(self) -> dict[str, str]:
        return {
            "Slack": self.slack.url,
            "Mail": self.mail.url,
            "HubSpot": self.hubspot.url,
            "Stripe": self.stripe.url,
            "Zendesk": self.zendesk.url,
        }


def slack() -> SlackFake:
    """Return a workspace whose members can click the buttons of the demo's messages."""
    api = f"http://{HOST}:{Ports.default().hosting}/api/v1"
    return SlackFake(
        users=[*slack_users(), *colleagues()], interactions_url=f"{api}/slack/interactions"
    )


@contextmanager
def running_fakes() -> Iterator[Fakes]:
    with ExitStack() as stack:
        yield Fakes(
            stack.enter_context(slack()),
            stack.enter_context(HubSpotFake()),
            stack.enter_context(StripeFake()),
            stack.enter_context(ZendeskFake()),
            stack.enter_context(SmtpFake()),
        )
