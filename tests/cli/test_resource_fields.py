"""The command line names a resource's fields as the API does, and leaves out only those listed here."""

import pytest

from cli import imports, keys, leads, links, partners, programs, promo_codes, sites
from console.api.fields import Resource
from console.api.resources.imports import Import
from console.api.resources.keys import Key
from console.api.resources.leads import Lead
from console.api.resources.links import Link
from console.api.resources.partner_fields import Partner
from console.api.resources.programs import Program
from console.api.resources.promo_codes import PromoCode
from console.api.resources.sites import Site


@pytest.mark.parametrize(
    ("resource", "names", "left_out"),
    [
        (Site, sites.FIELD_NAMES, {"created_at", "archived_at"}),
        (Program, programs.FIELD_NAMES, {"created_at", "archived_at"}),
        # `codes` begins with the own code, if there is any; notes have several lines.
        (Partner, partners.FIELD_NAMES, {"code", "program_id", "created_at", "notes"}),
        (Link, links.FIELD_NAMES, {"created_at", "archived_at"}),
        (Lead, leads.FIELD_NAMES, set()),
        (Import, imports.FIELD_NAMES, set()),
        (PromoCode, promo_codes.FIELD_NAMES, {"created_at", "archived_at"}),
        # The key itself is shown by `create` and `rotate` alone, the others that end by `revoke`.
        (Key, keys.FIELD_NAMES, {"created_at", "secret_key", "old_ends_at", "also_revoked"}),
    ],
)
def test_the_command_line_has_the_fields_of_the_resource(
    resource: type[Resource], names: list[str], left_out: set[str]
) -> None:
    assert set(names) == set(resource.names()) - left_out
    assert left_out <= set(resource.names())
