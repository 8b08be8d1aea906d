"""/report-mails: which figures a team member gets by mail, and how often; everybody chooses for himself."""

from typing import Annotated

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, RegistryId, Resource, choice
from console.api.request import ApiRequest, Call, Document, Table
from console.api.resources.views import find_member_id
from database.sessions import begin_change, begin_read
from registry import models
from registry.errors import RegistryConflict
from registry.report_mails import Every, end_report_mail, get_report_mail, list_report_mails, put_report_mail

EveryName = Annotated[str, choice(Every)]


class ReportMail(Resource):
    """`view_id` null: the figures of the overview. `next_at`: seven in the morning in the site's time zone."""

    report_mail_id: Count
    view_id: Count | None
    every: EveryName
    next_at: Instant


class NewReportMail(Resource):
    """Without `view_id` the figures of the overview; one that you have already is sent by these turns from then on."""

    every: EveryName
    view_id: RegistryId | None = None


def answer_list(request: ApiRequest) -> Table:
    """Your own at the site."""
    site_id, member_id = request.site().site_id, find_member_id(request.caller)
    with begin_read(request.dependencies.sessions) as session:
        return Table([_make_resource(each) for each in list_report_mails(session, site_id, member_id)])


def answer_create(request: ApiRequest) -> Document:
    site_id, member_id = request.site().site_id, find_member_id(request.caller)
    body = parse_body(request.body, NewReportMail)
    if not request.dependencies.sends_mail:
        raise RegistryConflict("every", "this installation sends no mail: its operator sets PRM_SMTP_URL first")
    with begin_change(request.dependencies.sessions) as session:
        made = put_report_mail(session, site_id, member_id, body.view_id, body.every, request.now)
        return Document(_make_resource(made))


def answer_end(request: ApiRequest) -> Document:
    site_id, member_id = request.site().site_id, find_member_id(request.caller)
    with begin_change(request.dependencies.sessions) as session:
        mail = get_report_mail(session, site_id, member_id, int(request.path["report_mail_id"]))
        ended = _make_resource(mail)
        end_report_mail(session, mail)
        return Document(ended)


def _make_resource(mail: models.ReportMail) -> ReportMail:
    return ReportMail(mail.id, mail.view_id, mail.every, mail.next_at)


# No write of a site: an analyst chooses mail for himself as well.
# fmt: off
CALLS = (
    Call("list_report_mails", "GET", "/report-mails", answer_list, "The reports that you get by mail",
         ("site", "format"), answer_type=ReportMail),
    Call("create_report_mail", "POST", "/report-mails", answer_create, "Get a report by mail", ("site",),
         body=NewReportMail, answer_type=ReportMail, status=201),
    Call("end_report_mail", "DELETE", "/report-mails/{report_mail_id:id}", answer_end,
         "Get a report by mail no longer", ("site",), answer_type=ReportMail),
)
