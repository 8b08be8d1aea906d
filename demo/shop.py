"""The demo shop: a front, a page for each coffee, a club to join, a checkout and its thank-you page."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from demo.coffees import COFFEES, Coffee, format_price
from demo.sales_reports import Order, ReportOrder

HERE = Path(__file__).parent
MAX_ORDERS = 1000
# What the tag knows a browser by.
VISITOR_COOKIE = "prm_visitor"
MAX_FORM_BYTES = 4096


@dataclass(frozen=True, slots=True)
class ShopTag:
    """The tag on every page: the address of the script and the site's public key."""

    script_url: str
    site_key: str


class Shop:
    """The pages, and the latest orders of this process."""

    def __init__(self, tag: ShopTag, report: ReportOrder) -> None:
        self._report = report
        self._templates = Jinja2Templates(HERE / "templates")
        self._templates.env.globals.update(tag=tag, coffees=COFFEES, format_price=format_price)
        self._orders: dict[str, Order] = {}

    async def show_front(self, request: Request) -> Response:
        return self._show(request, "front.html")

    async def show_coffee(self, request: Request) -> Response:
        return self._show(request, "coffee.html", coffee=_find_coffee(request.path_params["slug"]))

    async def show_club(self, request: Request) -> Response:
        """The newsletter: joining it is a lead."""
        return self._show(request, "club.html")

    async def show_checkout(self, request: Request) -> Response:
        """The order form."""
        return self._show(request, "checkout.html", coffee=_find_coffee(request.query_params.get("coffee", "")))

    async def take_order(self, request: Request) -> Response:
        """Keeps the order in memory, reports it and redirects to a page that can be reloaded."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        coffee = _find_coffee(form.get("coffee", [""])[0])
        order_id = f"demo-{secrets.token_hex(4)}"
        while len(self._orders) >= MAX_ORDERS:
            del self._orders[next(iter(self._orders))]
        email, promo_code = (form.get(name, [""])[0] for name in ("email", "promo_code"))
        order = Order(order_id, coffee, email, promo_code, request.cookies.get(VISITOR_COOKIE, ""))
        self._orders[order_id] = order
        thanks = request.url_for("thanks", order_id=order_id)
        return RedirectResponse(thanks, 303, background=BackgroundTask(self._report, order))

    async def show_thanks(self, request: Request) -> Response:
        """Reports the sale too, from the browser that knows the visitor."""
        order = self._orders.get(request.path_params["order_id"])
        if order is None:
            raise HTTPException(404)
        return self._show(request, "thanks.html", order=order)

    async def show_missing(self, request: Request, _: Exception) -> Response:
        return self._show(request, "missing.html", 404)

    def _show(self, request: Request, template: str, status: int = 200, **context: object) -> Response:
        return self._templates.TemplateResponse(request, template, context, status)


def create_app(tag: ShopTag, report: ReportOrder) -> Starlette:
    """The shop as an ASGI application; ``report`` is what its server does with an order."""
    shop = Shop(tag, report)
    return Starlette(
        routes=[
            Route("/", shop.show_front),
            Route("/coffee/{slug}", shop.show_coffee, name="coffee"),
            Route("/club", shop.show_club),
            Route("/checkout", shop.show_checkout, methods=["GET"]),
            Route("/checkout", shop.take_order, methods=["POST"], max_body_size=MAX_FORM_BYTES),
            Route("/thanks/{order_id}", shop.show_thanks, name="thanks"),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        exception_handlers={404: shop.show_missing},
    )


def _find_coffee(slug: str) -> Coffee:
    for coffee in COFFEES:
        if coffee.slug == slug:
            return coffee
    raise HTTPException(404)
