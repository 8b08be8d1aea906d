"""The exports of other systems, one declaration each: which column is which field, and which rows count.

Headings are written as :func:`transfer.reading.records.name_column` names them. Where a system documents its columns,
its files are recognised by them; the others are chosen by name, and a dry run shows what was read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Preset:
    """One export; of several columns of a field the first that says something counts.

    ``columns`` may name ``partner_email``, by which the partner's code is found where ``ref`` is empty, ``refunded``,
    all that was given back of a sale so far, and ``refunded_at``. ``signatures``: headings by which a file is
    recognised, each set for itself. ``kept``: column to the values, in lower case, of rows that count.
    ``continued_by``: a column that is empty in further lines of the same order. ``notes``: a column of lines
    ``name: value``, with the field of each name. ``order_prefix`` is taken off order ids.
    """

    name: str
    columns: Columns
    signatures: tuple[frozenset[str], ...] = ()
    constants: Mapping[str, str] = field(default_factory=lambda: {"type": "sale"})
    kept: Mapping[str, frozenset[str]] = field(default_factory=dict)
    continued_by: str = ""
    notes: tuple[str, Mapping[str, str]] = ("", {})
    order_prefix: str = ""


def _one_of(*values: str) -> frozenset[str]:
    return frozenset(values)


PRESETS = (
    # The order as docs/integrate/stripe-checkout.md reports it.
    Preset(
        "stripe",
        {
            "order_id": ("invoice_id", "paymentintent_id", "id"),
            "payment_id": ("id",),
            "timestamp": ("created_date_utc", "created_utc"),
            "amount": ("amount",),
            "currency": ("currency",),
            "customer_id": ("customer_id",),
            "email": ("customer_email",),
            "visitor_id": ("client_reference_id_metadata", "prm_visitor_metadata", "visitor_id_metadata"),
            "ref": ("ref_metadata", "prm_ref_metadata"),
            "refunded": ("amount_refunded",),
            "refunded_at": ("refunded_date_utc",),
        },
        (
            _one_of("id", "created_date_utc", "amount", "amount_refunded", "currency", "captured", "status"),
            _one_of("id", "created_utc", "amount", "amount_refunded", "currency", "captured", "status"),
        ),
        kept={
            "status": _one_of("paid", "succeeded", "refunded", "partial refund", "partially refunded", "disputed"),
            "captured": _one_of("true"),
        },
    ),
    # The order as docs/integrate/shopify.md reports it: without the `#` of its name.
    Preset(
        "shopify",
        {
            "order_id": ("name",),
            "timestamp": ("paid_at", "created_at"),
            "amount": ("total",),
            "currency": ("currency",),
            "email": ("email",),
            "promo_code": ("discount_code",),
            "refunded": ("refunded_amount",),
        },
        (_one_of("name", "financial_status", "paid_at", "total", "lineitem_name"),),
        kept={"financial_status": _one_of("paid", "partially_refunded", "refunded")},
        continued_by="financial_status",
        notes=("note_attributes", {"prm_visitor": "visitor_id", "prm_ref": "ref"}),
        order_prefix="#",
    ),
    # Exporters differ: `order_total` and `order_currency` are the columns of most.
    Preset(
        "woocommerce",
        {
            "order_id": ("order_number", "order_id"),
            "timestamp": ("paid_date", "date_paid", "order_date", "date"),
            "amount": ("order_total", "order_total_amount", "total"),
            "currency": ("order_currency", "currency"),
            "customer_id": ("customer_id", "customer_user"),
            "email": ("billing_email", "customer_email"),
            "promo_code": ("coupon_code", "coupon_codes", "coupons"),
            "visitor_id": ("prm_visitor", "meta_prm_visitor"),
            "ref": ("prm_ref", "meta_prm_ref"),
            "refunded": ("refunded_total", "total_refunded", "order_refund_amount"),
        },
        (_one_of("order_total", "order_currency", "status", "billing_email"),),
        kept={
            "status": _one_of("completed", "processing", "refunded", "wc-completed", "wc-processing", "wc-refunded"),
        },
        order_prefix="#",
    ),
    # The customers of affiliates: each is a lead, by which a program that keeps customers binds him to his partner.
    Preset(
        "rewardful",
        {
            "customer_id": ("stripe_customer_id", "imported_id"),
            "ref": ("token",),
            "partner_email": ("email",),
            "timestamp": ("created_at", "became_lead_at"),
        },
        (_one_of("stripe_customer_id", "first_name", "last_name", "email"),),
        {"type": "lead", "name": "customer"},
    ),
    Preset(
        "tapfiliate",
        {
            "order_id": ("external_id",),
            "timestamp": ("created_at",),
            "amount": ("amount",),
            "currency": ("currency",),
            "customer_id": ("customer_id",),
            "ref": ("referral_code",),
            "partner_email": ("affiliate_email",),
            "promo_code": ("coupon",),
        },
        (_one_of("external_id", "amount", "created_at", "affiliate_email", "program"),),
        kept={"commission_status": _one_of("approved", "pending")},
    ),
    Preset(
        "firstpromoter",
        {
            "order_id": ("event_id", "transaction_id", "sale_id"),
            "timestamp": ("created_at", "date"),
            "amount": ("sale_amount", "amount"),
            "currency": ("currency",),
            "customer_id": ("uid", "customer_id", "lead_uid"),
            "email": ("lead_email", "customer_email"),
            "ref": ("ref_id", "promoter_ref_id", "default_ref_id"),
            "partner_email": ("promoter_email",),
        },
    ),
    Preset(
        "postaffiliatepro",
        {
            "order_id": ("orderid", "order_id"),
            "timestamp": ("dateinserted", "created", "date_created"),
            "amount": ("totalcost", "total_cost"),
            "ref": ("refid", "userid", "affiliate_id"),
        },
        (
            _one_of("transid", "userid", "orderid", "totalcost", "rstatus", "dateinserted"),
            _one_of("affiliate_id", "campaign_id", "order_id", "total_cost", "status"),
        ),
        kept={
            "rstatus": _one_of("a", "approved", "p", "pending"),
            "status": _one_of("a", "approved", "p", "pending"),
            "rtype": _one_of("s", "u", "a", "sale", "recurring", "action"),
            "type": _one_of("s", "u", "a", "sale", "recurring", "action"),
        },
    ),
    Preset(
        "goaffpro",
        {
            "order_id": ("order_number", "number", "order_id"),
            "timestamp": ("order_date", "created_at", "date"),
            "amount": ("total", "order_total", "amount"),
            "currency": ("currency",),
            "email": ("customer_email",),
            "ref": ("ref_code", "affiliate_ref_code", "referral_code"),
            "partner_email": ("affiliate_email",),
            "promo_code": ("coupon",),
        },
        kept={"status": _one_of("approved", "pending", "completed", "paid")},
        order_prefix="#",
    ),
)
# Their exports name commissions and no amounts of orders: these come from the shop.
WITHOUT_ORDERS = {
    "affiliatewp": "AffiliateWP exports commissions, not what was paid: import the orders of the shop"
    " (--from woocommerce), and the partners with prm partner import"
}
BY_NAME = {preset.name: preset for preset in PRESETS}


def detect_preset(names: Collection[str]) -> Preset | None:
    """The one whose headings the file has; ``names`` are as declared."""
    found = frozenset(names)
    return next((each for each in PRESETS if any(signature <= found for signature in each.signatures)), None)
