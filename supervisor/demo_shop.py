"""The demo shop of `prm up --demo` and `prm demo`."""

import socket
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from database.sessions import begin_read, open_sessions
from demo.sales_reports import open_reporter
from demo.seed import CODE_OF, LINK_OF, find_demo_site, renew_shop_key, seed_demo
from demo.shop import ShopTag, create_app
from registry.publication import change_registry
from settings.data_directory import read_secret
from settings.heartbeat import Heartbeat
from supervisor.addresses import Addresses, to_localhost
from supervisor.errors import StartFailed
from supervisor.machine_settings import MachineSettings
from supervisor.redis_client import connect_redis
from supervisor.web_server import configure_server, open_guard


def run_shop_process(settings: MachineSettings, listening: socket.socket, heartbeat: Heartbeat) -> None:
    """Serves the shop until SIGTERM or SIGINT."""
    sessions = open_sessions(settings)
    with begin_read(sessions) as session:
        site = find_demo_site(session)
    if site is None:
        raise StartFailed("the demo site is not in the registry", "Start it with `prm up --demo`.")
    tracker_url = settings.tracker_url or f"http://localhost:{settings.tracker_port}"
    with connect_redis(settings) as redis, change_registry(sessions, redis) as session:
        secret_key = renew_shop_key(session, site.id, datetime.now(UTC))
    app = create_app(ShopTag(f"{tracker_url}/prm.js", site.site_key), open_reporter(tracker_url, secret_key))
    configure_server(app, heartbeat, settings, open_guard(settings)).run(sockets=[listening])


def seed_demo_shop(session: Session, settings: MachineSettings, addresses: Addresses) -> tuple[str, ...]:
    """Seeds the registry with the demo site; the lines that say what to try."""
    shop, tracker, console = map(to_localhost, (addresses.shop_url, addresses.tracker_url, addresses.console_url))
    made = seed_demo(session, shop, read_secret(settings))
    first, second = made.partners[LINK_OF], made.partners[CODE_OF]
    return (
        f"Sign in to the console as  {made.email}  with the password  {made.password}",
        "",
        "Try it:",
        f"  1. Open a partner's link        {tracker}/r/{first.link_code}   ({first.name})",
        f"     or by a code in the address  {shop}/?ref={second.code}   ({second.name})",
        "  2. Buy a coffee in the shop.",
        f"  3. See the sale in the console  {console}/",
        f"     and as the partner sees it   {console}/partner/sign-in#{first.sign_in}   (opens once)",
    )
