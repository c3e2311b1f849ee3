"""Late fees on an invoice, and the credit note that waives them."""

import stripe
from stripe.params import CreditNoteCreateParamsLine

from customer_health.connectors.stripe.client import every, id_of
from customer_health.connectors.stripe.marks import already, marks
from customer_health.errors import SourceRefused

WAIVED = "Late fees waived / Frais de retard annulés"
"""A text that the customer reads. The action's reason is for colleagues, and in the metadata."""

LATE_FEE = ("late fee", "frais de retard")
PAGE = 100


def waive(
    client: stripe.V1Services, customer_id: str, invoice_id: str, reason: str, key: str
) -> str:
    """Make a credit note on the late fees of an open invoice. Returns its id.

    A late fee is a line with `fee: late` in its metadata, or with the words in its description.
    Fees on a paid invoice need a credit or a refund instead. Raises SourceRefused if the invoice
    is not open, has no late fee, or is another customer's.
    """
    invoice = read_invoice(client, customer_id, invoice_id)
    notes = client.credit_notes.list({"invoice": invoice_id, "limit": PAGE})
    if done := already(every(notes), key):
        return done.id
    fees = late_fees(client, invoice)
    return client.credit_notes.create(
        {
            "invoice": invoice_id,
            "lines": [_credited(one) for one in fees],
            "memo": WAIVED,
            "metadata": marks(key, reason),
        },
        {"idempotency_key": key},
    ).id


def read_invoice(client: stripe.V1Services, customer_id: str, invoice_id: str) -> stripe.Invoice:
    """Read an invoice. Raises SourceRefused if it is another customer's."""
    invoice = client.invoices.retrieve(invoice_id)
    if id_of(invoice.customer) != customer_id:
        raise SourceRefused(f"{invoice_id} is no invoice of {customer_id}")
    return invoice


def late_fees(client: stripe.V1Services, invoice: stripe.Invoice) -> list[stripe.InvoiceLineItem]:
    """Read the late fees of an invoice. Raises SourceRefused if it is not open, or has none."""
    if invoice.status != "open":
        raise SourceRefused(f"{invoice.id} is {invoice.status}, and not open")
    lines = client.invoices.line_items.list(id_of(invoice), {"limit": PAGE})
    fees = [one for one in every(lines) if _is_late_fee(one)]
    if not fees:
        raise SourceRefused(f"{invoice.id} has no line that is a late fee")
    return fees


def _is_late_fee(line: stripe.InvoiceLineItem) -> bool:
    description = (line.description or "").lower()
    marked = "fee" in line.metadata and line.metadata["fee"] == "late"
    return line.amount > 0 and (marked or any(words in description for words in LATE_FEE))


def _credited(line: stripe.InvoiceLineItem) -> CreditNoteCreateParamsLine:
    return {"type": "invoice_line_item", "invoice_line_item": line.id, "amount": line.amount}
