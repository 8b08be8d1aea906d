"""The table of logos; what else partners see of a site is in its own row."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from registry.base import Base


class SiteLogo(Base):
    """A PNG, apart from the site's row, which is read far more often."""

    __tablename__ = "site_logos"

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True, autoincrement=False)
    content: Mapped[bytes]
