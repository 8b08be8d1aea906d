"""The pages of the installation's administrators, apart from any site: no figures of a site are on them."""

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.pages.page_access import find_signed_in_member
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_read
from languages.sentence import sentence
from registry.models import TeamMember
from registry.team.members import list_member_sites

TABS = (
    ("/installation", sentence("Sites")),
    ("/installation/people", sentence("People")),
    ("/installation/health", sentence("Health")),
    ("/installation/keys", sentence("API keys")),
    ("/installation/changes", sentence("Changes")),
)
ACCOUNT_PATH = "/installation/account"


def show_installation(dependencies: PageDependencies, request: Request, path: str) -> Response:
    """Its script loads what is on it; for anybody else there is no such page."""
    with begin_read(dependencies.registry_sessions) as session:
        context = describe_frame(session, find_administrator(dependencies, request, session), path)
    return render(request, dependencies, path[1:].replace("/", "-"), context)


def find_administrator(dependencies: PageDependencies, request: Request, session: Session) -> TeamMember:
    """Whoever is signed in; for anybody but an administrator there is no such page."""
    member = find_signed_in_member(session, request, dependencies.now())
    if not member.is_administrator:
        raise HTTPException(404)
    return member


def describe_frame(session: Session, member: TeamMember, path: str) -> dict[str, object]:
    """For the template of the page at ``path``."""
    return {
        "tabs": TABS,
        "tab": path,
        "email": member.email,
        "member_id": member.id,
        "has_sites": bool(list_member_sites(session, member.id)),
        "account_path": ACCOUNT_PATH,
        "saved_language": member.language,
    }
