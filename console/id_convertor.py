"""Ids in paths, ``{partner_id:id}``: digits that fit a column of the registry; other paths are not found."""

from starlette.convertors import IntegerConvertor, register_url_convertor


class IdConvertor(IntegerConvertor):
    """Starlette's own takes any number of digits, which neither ``int`` nor a database does."""

    regex = "[0-9]{1,18}"


def register_ids() -> None:
    """To be called before routes are made."""
    register_url_convertor("id", IdConvertor())
