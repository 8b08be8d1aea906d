"""A partner as the API shows, takes and changes him."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field

from console.api.fields import LINES, Count, Instant, KindName, RegistryId, Resource, StatusName
from registry import models


class Partner(Resource):
    """`code` names the partner in reports and in the ledger; `codes` are those by which clicks are his now.

    `group`, `notes`, `merged_into`, `kind` and `customer_id` are for the team alone: the partner's own answer is
    without them. `kind` `friend`: a customer of the shop who refers others. `customer_id`: the shop's own id of him.
    `language` is `en`, `pl` or `ru`, empty: pages are as his browser says, mails and statements English.
    """

    partner_id: Count
    code: str
    codes: list[str]
    name: str
    email: str
    status: StatusName
    tags: list[str]
    program_id: Count
    parent_id: Count | None
    created_at: Instant
    language: str
    group: str | UnsetType = UNSET
    notes: str | UnsetType = UNSET
    merged_into: Annotated[Count | UnsetType | None, Meta(description="The partner who has the codes now")] = UNSET
    kind: KindName | UnsetType = UNSET
    customer_id: str | UnsetType = UNSET


class CreatedPartner(Partner, kw_only=True):
    """What is shown this once: `token` opens the partner's API, `sign_in_path` at the console's address his page.

    `link_code` is that of the first link, empty without a `destination`. A link that is mailed is not shown:
    `sign_in_path` is empty then.
    """

    token: str
    sign_in_path: str
    sign_in_expires_at: Instant | None
    link_code: str


class NewPartner(Resource):
    """A partner with the first code; in the default program unless `program_id` is given.

    With a `destination`, a page of the site, the partner also gets a first link to it; with `mail`, the sign-in link
    goes to `email`.
    """

    code: str
    name: str
    email: str = ""
    program_id: RegistryId | None = None
    group: str = ""
    tags: list[str] = field(default_factory=list)
    parent_id: RegistryId | None = None
    language: str = ""
    destination: str = ""
    mail: bool = False
    customer_id: str = ""


class PartnerChange(Resource):
    """An absent field and `null` leave the value as it is.

    An empty `email`, `customer_id`, `group`, `notes` or `language`, empty `tags` and a parent of 0 clear it.
    """

    name: str | None = None
    email: str | None = None
    status: StatusName | None = None
    group: str | None = None
    tags: list[str] | None = None
    notes: Annotated[str, LINES] | None = None
    program_id: RegistryId | None = None
    parent_id: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None = None
    language: str | None = None
    customer_id: str | None = None


class NewCode(Resource):
    """A further code; earlier clicks with it count too."""

    code: str


def make_partner(partner: models.Partner, *, is_for_team: bool = True) -> Partner:
    """The row of one partner."""
    return Partner(**describe_partner(partner, is_for_team))  # type: ignore[arg-type]


def describe_partner(partner: models.Partner, is_for_team: bool = True) -> dict[str, object]:
    """The fields of ``Partner`` by name."""
    private = {
        "group": partner.group,
        "notes": partner.notes,
        "merged_into": partner.merged_into_id,
        "kind": partner.kind,
        "customer_id": partner.customer_id,
    }
    return {
        "partner_id": partner.id,
        "code": partner.own_code,
        "codes": [code.code for code in partner.codes],
        "name": partner.name,
        "email": partner.email,
        "status": partner.status,
        "tags": partner.tags,
        "program_id": partner.program_id,
        "parent_id": partner.parent_id,
        "created_at": partner.created_at,
        "language": partner.language,
        **(private if is_for_team else {}),
    }
