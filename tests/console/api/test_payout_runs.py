"""Payout runs by the API: from the balance to the bank file and its result; what a repeated act does."""

from sqlalchemy import func, select

from database.sessions import Sessions, begin_read
from earnings.storage.verification import verify_ledger
from registry.models import LedgerRecord, PayoutMethod
from tests.console.api.payout_runs import approve, draft, fetch_file, find_balance, find_path, say, send_results
from tests.fixtures.api import Api, Tenant


def test_from_the_balance_to_the_bank_file_and_its_result(owed: Api, shop: Tenant) -> None:
    made = draft(owed, shop.key)
    assert made["run"]["state"] == "draft"
    assert made["payer"]["accounts"] == ["DE·· ···· 3000"]
    assert [(each["partner"], each["reason"]) for each in made["skipped"]] == [("bob", "no_payout_method")]
    assert find_balance(owed, shop.key) == (1000, 0, 0)
    approved = approve(owed, shop.key, made)
    [item] = approved["items"]
    assert (approved["run"]["state"], item["state"], item["transfer"]["amount"]) == ("approved", "reserved", "10.00")
    assert find_balance(owed, shop.key) == (0, 1000, 0)
    file = fetch_file(owed, shop.key, made, "sepa")
    assert item["reference"].encode() in file
    assert fetch_file(owed, shop.key, made, "sepa") == file
    exported = owed.get(find_path(made), shop.key)
    assert (exported["run"]["state"], exported["items"][0]["state"]) == ("exported", "posted")
    results = f"reference,result,amount,currency\n{item['reference']},confirmed,10.00,EUR\n".encode()
    settled = send_results(owed, shop.key, made, "csv", results)
    assert (settled["state"], settled["settled"]) == ("settled", [{"partner": "alice", "state": "confirmed"}])
    assert find_balance(owed, shop.key) == (0, 0, 1000)
    [own] = owed.get("/payouts", shop.alice)["rows"]
    assert (own["state"], own["sent"]["amount"], "by" in own, "method_id" in own) == (
        "confirmed",
        "10.00",
        False,
        False,
    )
    assert owed.get("/payouts", shop.bob)["rows"] == []
    assert [row["state"] for row in owed.get("/payout-runs", shop.key)["rows"]] == ["settled"]


def test_a_repeated_act_equals_one(owed: Api, shop: Tenant, sessions: Sessions) -> None:
    def count() -> int:
        with begin_read(sessions) as session:
            return session.scalar(select(func.count()).select_from(LedgerRecord)) or 0

    made = draft(owed, shop.key)
    acts = (
        lambda: approve(owed, shop.key, made),
        lambda: fetch_file(owed, shop.key, made, "csv"),
        lambda: owed.post(find_path(made, "/results"), shop.key, say("paid")),
        lambda: owed.post(find_path(made, "/results"), shop.key, say("returned")),
    )
    for act in acts:
        before = count()
        act()
        after = count()
        act()
        assert before < after == count()
    known = owed.post(find_path(made, "/results"), shop.key, say("paid"))
    assert (known["settled"], known["known"]) == ([], [{"partner": "alice", "state": "confirmed"}])
    assert find_balance(owed, shop.key) == (1000, 0, 0)
    with begin_read(sessions) as session:
        assert verify_ledger(session.connection(), shop.site_id).broken is None


def test_what_an_item_was_approved_with_is_stored_before_a_file_leaves(
    owed: Api, shop: Tenant, sessions: Sessions
) -> None:
    approve(owed, shop.key, draft(owed, shop.key))
    with begin_read(sessions) as session:
        method = session.scalars(select(PayoutMethod)).one()
        content = session.scalars(select(LedgerRecord.content).where(LedgerRecord.kind == "payout_item")).one()
        others = session.scalars(select(LedgerRecord.content).where(LedgerRecord.kind != "payout_item")).all()
    assert f'"fingerprint":"{method.fingerprint}"' in content
    assert f'"method_id":{method.id}' in content
    assert '"gross":1000' in content
    assert "61109010140000071219812874" not in content + "".join(others)


def test_each_payment_leaves_in_the_files_of_one_format(owed: Api, shop: Tenant) -> None:
    made = draft(owed, shop.key)
    approve(owed, shop.key, made)
    fetch_file(owed, shop.key, made, "sepa")
    fetch_file(owed, shop.key, made, "csv", 409)
    assert owed.get(find_path(made), shop.key)["items"][0]["file"] == "sepa"


def test_what_was_paid_by_hand_is_in_no_file(owed: Api, shop: Tenant) -> None:
    made = draft(owed, shop.key)
    approve(owed, shop.key, made)
    owed.post(find_path(made, "/results"), shop.key, say("paid"))
    fetch_file(owed, shop.key, made, "csv", 409)


def test_only_failed_withdrawn_and_returned_give_the_money_back(owed: Api, shop: Tenant) -> None:
    for results, status in ((["withdrawn"], 200), (["failed"], 200), (["returned"], 409)):
        made = draft(owed, shop.key)
        approve(owed, shop.key, made)
        for result in results:
            owed.post(find_path(made, "/results"), shop.key, say(result), status)
        assert find_balance(owed, shop.key) == ((1000, 0, 0) if status == 200 else (0, 1000, 0))
    fetch_file(owed, shop.key, made, "csv")
    owed.post(find_path(made, "/results"), shop.key, say("withdrawn"), 409)
    assert owed.post(find_path(made, "/results"), shop.key, say("unknown"))["state"] == "exported"
    assert find_balance(owed, shop.key) == (0, 1000, 0)


def test_a_statement_that_differs_by_a_cent_settles_nothing(owed: Api, shop: Tenant) -> None:
    made = draft(owed, shop.key)
    [item] = approve(owed, shop.key, made)["items"]
    fetch_file(owed, shop.key, made, "csv")
    rows = f"reference,result,amount,currency\n{item['reference']},confirmed,10.01,EUR\nPRMAAAAAAAAAAAAA,failed,,\n"
    answer = send_results(owed, shop.key, made, "csv", rows.encode())
    assert (answer["settled"], answer["known"], answer["missing"]) == ([], [], [])
    assert [each["partner"] for each in answer["unsettled"]] == ["alice", ""]
    assert find_balance(owed, shop.key) == (0, 1000, 0)


def test_who_is_left_out_of_a_draft_keeps_his_money_and_the_approver_reads_why(owed: Api, shop: Tenant) -> None:
    made = draft(owed, shop.key)
    said = {"partner": "alice", "note": "asks for another account"}
    left = owed.post(find_path(made, "/left-out"), shop.key, said)
    assert owed.post(find_path(made, "/left-out"), shop.key, said)["digest"] == left["digest"] != made["digest"]
    assert [(each["partner_name"], each["reason"], each["note"]) for each in left["skipped"]] == [
        ("Alice", "held_review", "asks for another account"),
        ("Bob", "no_payout_method", ""),
    ]
    approve(owed, shop.key, made, 409)
    back = owed.post(find_path(made, "/left-out"), shop.key, {"partner": "alice", "note": "sorted", "is_back": True})
    assert (back["digest"], len(back["items"])) == (made["digest"], 1)
    owed.post(find_path(made, "/left-out"), shop.key, said)
    assert approve(owed, shop.key, left)["skipped"][0]["note"] == "asks for another account"
    assert find_balance(owed, shop.key) == (1000, 0, 0)
    owed.post(find_path(made, "/left-out"), shop.key, said, 409)
    owed.post(find_path(draft(owed, shop.key), "/left-out"), shop.key, {"partner": "nobody", "note": "x"}, 400)


def test_a_run_of_a_program_names_its_partners_alone(owed: Api, shop: Tenant) -> None:
    other = owed.post("/programs", shop.key, {"name": "Agencies"}, 201)["program_id"]
    made = draft(owed, shop.key, program_id=other)
    assert (made["run"]["program_id"], made["items"], made["skipped"]) == (other, [], [])
    [default] = [row for row in owed.get("/programs", shop.key)["rows"] if row["program_id"] != other]
    own = draft(owed, shop.key, program_id=default["program_id"])
    assert [each["partner"] for each in own["items"]] == ["alice"]
    draft_everybody = draft(owed, shop.key)
    assert (draft_everybody["run"]["program_id"], len(draft_everybody["skipped"])) == (None, 1)
    owed.post("/payout-runs", shop.key, {"currency": "EUR", "program_id": 999}, 404)
