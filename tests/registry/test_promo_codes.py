"""A promo code belongs to one partner."""

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.errors import RegistryConflict
from registry.partners import create_partner
from registry.promo_codes import (
    archive_promo_code,
    create_promo_code,
    list_promo_codes,
    map_promo_codes_to_partners,
    update_promo_code,
)
from tests.registry.test_links import make_partner


def test_a_promo_code_is_unique_on_its_site_whatever_its_case(registry_session: Session) -> None:
    site_id, partner_id = make_partner(registry_session)
    code = create_promo_code(registry_session, site_id, partner_id, "Alice10")
    with pytest.raises(RegistryConflict):
        create_promo_code(registry_session, site_id, partner_id, "ALICE10")
    assert list_promo_codes(registry_session, site_id) == [code]
    assert map_promo_codes_to_partners(registry_session, site_id) == {"alice10": partner_id}


def test_an_archived_promo_code_is_not_listed(registry_session: Session) -> None:
    site_id, partner_id = make_partner(registry_session)
    code = create_promo_code(registry_session, site_id, partner_id, "Alice10")
    archive_promo_code(registry_session, site_id, code.id, utc_now())
    assert list_promo_codes(registry_session, site_id) == []


def test_a_promo_code_can_move_to_another_partner(registry_session: Session) -> None:
    site_id, alice_id = make_partner(registry_session)
    bob, _ = create_partner(registry_session, site_id, "bob", "Bob")
    promo_code = create_promo_code(registry_session, site_id, alice_id, "SPRING")
    update_promo_code(registry_session, site_id, promo_code.id, partner_id=bob.id)
    assert map_promo_codes_to_partners(registry_session, site_id) == {"spring": bob.id}
