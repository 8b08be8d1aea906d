"""Where the demo's visitors are: a database of the private networks from which the story lets them come.

``places.mmdb`` is made by ``python -m demo.geography``, which needs ``pip install 'prm[geo]'``.
"""

from pathlib import Path

from demo.story.people import COUNTRIES
from settings.data_directory import installed_geography
from settings.files import write_file

PLACES = Path(__file__).with_name("places.mmdb")


def install_places(data_dir: Path) -> None:
    """Unless there is a database of places already."""
    place = installed_geography(data_dir, "PRM_GEO_DB")
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_file(place, [PLACES.read_bytes()])


def _write_places() -> None:
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet

    writer = MMDBWriter(4, "prm-demo", languages=["en"], description="Networks of the demo's story")
    for country, (_, number) in COUNTRIES.items():
        writer.insert_network(IPSet([f"10.{number}.0.0/16"]), {"country": {"iso_code": country}})
    writer.to_db_file(str(PLACES))


if __name__ == "__main__":
    _write_places()
