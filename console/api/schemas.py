"""The parameters and JSON forms of the API as OpenAPI describes them, as data."""

from collections.abc import Mapping

Schema = Mapping[str, object]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NUMBER: Schema = {"type": "number"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_MILLISECONDS: Schema = {"type": "integer", "description": "Milliseconds since the epoch, UTC"}
_RATIO: Schema = {"type": ["number", "null"]}
_MONEY: Schema = {"$ref": "#/components/schemas/Money"}
_MONEYS: Schema = {"type": "array", "items": _MONEY, "description": "One amount a currency, never added across"}
MONEY_OR_NULL: Schema = {"oneOf": [_MONEY, {"type": "null"}]}


def _object(required: tuple[str, ...] | None = None, /, **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties if required is None else required)}


def _choice(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


MODELS = _choice(
    "first_click", "last_click", "last_non_direct", "linear", "position", "time_decay", "markov", "shapley"
)
_EVENT_TYPE = _choice("click", "pageview", "engage", "event", "lead", "sale", "refund", "identify")
_DIMENSION = _choice(
    "partner", "ref", "channel", "link", "sub_id", "utm_source", "utm_medium", "utm_campaign", "country"
)
_CREDIT: Mapping[str, Schema] = {"conversions": _NUMBER, "sales": _NUMBER, "leads": _NUMBER, "revenue": _MONEYS}
_RULES: Mapping[str, Schema] = {
    "name": _TEXT,
    "model": MODELS,
    "window_days": _COUNT,
    "hold_days": _COUNT,
    "priority": _choice("click", "promo_code"),
}
_STEP_TIMES: Mapping[str, Schema] = {"median_seconds": _RATIO, "mean_seconds": _RATIO, "p90_seconds": _RATIO}
_HISTOGRAM: Schema = {
    "type": "object",
    "additionalProperties": {"type": "integer"},
    "description": "People by seconds from the step before: at least the key, less than the next key",
}
_CLICKS = ("clicks", "visitors", "bot_clicks", "prefetch_clicks", "preview_clicks", "test_clicks")

# Name → schema and what it means; a name in braces of a path is a path parameter, the others stand in the query.
PARAMETERS: Mapping[str, tuple[Schema, str]] = {
    "site": (_TEXT, "Id or key of the site; needed by a person who sees several"),
    "from": (_TEXT, "ISO 8601 date or time, included; a date is its midnight in `tz`; default 30 days before `to`"),
    "to": (_TEXT, "ISO 8601 date or time, excluded; default the next midnight in `tz`"),
    "tz": ({"type": "string", "default": "UTC"}, "IANA time zone of dates and buckets"),
    "model": (MODELS, "Which touches earn; default the programs'"),
    "by": ({**_DIMENSION, "default": "partner"}, "What the rows are"),
    "window": (
        _TEXT,
        "How long a click may earn, like `30d`: one exactly as old no longer does; default the program's",
    ),
    "position": (_TEXT, "Percents of the first, of all middle ones and of the last click; default `40,20,40`"),
    "half_life": (_TEXT, "How much older a click is that weighs half under `time_decay`; default `7d`"),
    "conversion": (_choice("sale", "lead", "all"), "Which conversions count"),
    "partner": (_TEXT, "Only this partner: an id, in reports also a code"),
    "currency": (
        {"type": "string", "pattern": "^[A-Z]{3}$"},
        "Converts money by the file of rates; `meta.unconverted` holds what it has no rate for",
    ),
    "status": (_choice("active", "paused", "archived"), "Only partners in this state"),
    "interval": (_choice("hour", "day", "week", "month", "total"), "Length of the series' buckets; default `day`"),
    "limit": ({"type": "integer", "minimum": 1, "maximum": 10000}, "Rows of a page; default 100"),
    "cursor": (_TEXT, "`next_cursor` of the page before"),
    "format": (
        _choice("json", "csv", "ndjson", "parquet"),
        "A file for download; without it the `Accept` header says it",
    ),
    "event_id": ({"type": "string", "format": "uuid"}, "Id of a conversion"),
    "site_id": (_COUNT, "Id of a site"),
    "program_id": (_COUNT, "Id of a program"),
    "partner_id": (_COUNT, "Id of a partner"),
    "link_id": (_COUNT, "Id of a short link"),
    "promo_code_id": (_COUNT, "Id of a promo code"),
    "key_id": (_COUNT, "Id of a secret key"),
    "everything": ({"type": "boolean"}, "Judge again what was judged before"),
    "rule": (_TEXT, "Name of a fraud rule"),
    "class": (_choice("givt", "sivt", "policy"), "Only marks of this class of traffic"),
    "subject": (_choice("click", "conversion", "partner"), "Only marks on this kind of subject"),
    "state": (
        _choice("open", "decided", "all"),
        "Only marks that no person has decided, or that one has; default `open`",
    ),
    "mark_id": (_TEXT, "Id of a mark"),
    "parameter": (_TEXT, "Name of a parameter of the rule"),
    "values": (_TEXT, "Up to 20 numbers between commas, or one JSON value of another type"),
    "allowance_id": (_TEXT, "Id of an allowance"),
}

_STEP = _object((), type=_EVENT_TYPE, name=_TEXT, path=_TEXT, property=_TEXT, value=_TEXT)
_EXCLUSION = _object((), type=_EVENT_TYPE, name=_TEXT, from_step=_COUNT, to_step=_COUNT)

SCHEMAS: Mapping[str, Schema] = {
    "Error": _object(error=_object(code=_TEXT, message=_TEXT, field={"type": ["string", "null"]})),
    "Money": {
        **_object(minor={"type": "integer"}, currency=_TEXT, amount=_TEXT),
        "description": "`minor` whole minor units of `currency`, `amount` the same as a decimal string",
        "examples": [{"minor": 499, "currency": "EUR", "amount": "4.99"}],
    },
    "Freshness": _object(
        ("complete_until", "oldest_unstored_ms"),
        accepted=_COUNT,
        stored=_COUNT,
        duplicates=_COUNT,
        dead_letters=_COUNT,
        lag_events=_COUNT,
        oldest_unstored_ms=_COUNT,
        complete_until=_MILLISECONDS,
    ),
    "Credit": _object(("key", *_CREDIT), key=_TEXT, label=_TEXT, partner_id=_COUNT, **_CREDIT),
    "ComparedCredit": {
        **_object(("key",), key=_TEXT, label=_TEXT, partner_id=_COUNT),
        "additionalProperties": _object(**_CREDIT),
    },
    "Path": _object(
        steps=_TEXTS,
        conversions=_COUNT,
        share=_NUMBER,
        revenue=_MONEYS,
        mean_touches=_NUMBER,
        median_seconds=_NUMBER,
    ),
    "CohortWeek": _object(
        cohort={"type": "string", "format": "date"},
        week=_COUNT,
        people=_COUNT,
        buyers=_COUNT,
        repeaters=_COUNT,
        revenue=_MONEYS,
        repeat_revenue=_MONEYS,
    ),
    "Redemptions": _object(
        code=_TEXT,
        partner=_TEXT,
        redemptions=_COUNT,
        without_click=_COUNT,
        networks=_COUNT,
        leaked={"type": "boolean"},
        value=_MONEYS,
    ),
    "Conversion": _object(
        ("event_id", "type", "timestamp", "value", "refunded", "decision", "reasons", "duplicates"),
        event_id=_TEXT,
        type=_choice("sale", "lead"),
        order_id=_TEXT,
        timestamp=_MILLISECONDS,
        ref=_TEXT,
        value=MONEY_OR_NULL,
        refunded=MONEY_OR_NULL,
        decision=_choice("pay", "hold", "reject"),
        reasons=_TEXTS,
        duplicates=_COUNT,
        converted=MONEY_OR_NULL,
    ),
    "Why": _object(
        conversion={"$ref": "#/components/schemas/Conversion"},
        net_value=MONEY_OR_NULL,
        model=MODELS,
        window_ms=_COUNT,
        touches={"type": "array", "items": {"type": "object"}},
        credit=MONEY_OR_NULL,
        duplicates={"type": "array", "items": {"type": "object"}},
        marks={"type": "array", "items": {"type": "object"}},
    ),
    "FunnelQuestion": _object(
        ("steps",),
        steps={"type": "array", "items": _STEP, "minItems": 1, "maxItems": 20},
        order=_choice("ordered", "strict", "unordered", "windowFunnel"),
        modes={"type": "array", "items": _TEXT, "maxItems": 3},
        entry=_choice("best", "first"),
        counting=_choice("people", "totals"),
        window=_TEXT,
        grace=_TEXT,
        by=_choice("partner", "ref", "channel", "country", "device", "browser", "os"),
        exclude={"type": "array", "items": _EXCLUSION, "maxItems": 20},
        histogram={"type": "boolean", "description": "Also count the people of each step by the time they took"},
        tz=_TEXT,
        **{"from": _TEXT, "to": _TEXT},
    ),
    "FunnelStep": _object(people=_COUNT, from_previous=_RATIO, from_first=_RATIO, **_STEP_TIMES, histogram=_HISTOGRAM),
    "PartnerStats": _object(
        partner=_TEXT,
        partner_id=_COUNT,
        name=_TEXT,
        leads=_NUMBER,
        sales=_NUMBER,
        revenue=_MONEYS,
        conversion_rate=_RATIO,
        **dict.fromkeys(_CLICKS, _COUNT),
    ),
    "Site": _object(site_id=_COUNT, site_key=_TEXT, name=_TEXT, hosts=_TEXTS, currency=_TEXT, timezone=_TEXT),
    "NewSite": _object(("name", "hosts"), name=_TEXT, hosts=_TEXTS, currency=_TEXT, timezone=_TEXT),
    "SiteChange": _object((), name=_TEXT, hosts=_TEXTS, currency=_TEXT, timezone=_TEXT),
    "Program": _object(program_id=_COUNT, version=_COUNT, **_RULES),
    "NewProgram": _object(("name",), **_RULES),
    "ProgramChange": _object((), **_RULES),
    "Partner": _object(
        ("partner_id", "code", "codes", "name", "email", "status", "tags", "program_id"),
        partner_id=_COUNT,
        code=_TEXT,
        codes=_TEXTS,
        name=_TEXT,
        email=_TEXT,
        status=_TEXT,
        tags=_TEXTS,
        program_id=_COUNT,
        token=_TEXT,
    ),
    "NewPartner": _object(("code", "name"), code=_TEXT, name=_TEXT, email=_TEXT, program_id=_COUNT, tags=_TEXTS),
    "PartnerChange": _object((), name=_TEXT, email=_TEXT, status=_TEXT, tags=_TEXTS, program_id=_COUNT),
    "NewCode": _object(code=_TEXT),
    "Token": _object(partner_id=_COUNT, token=_TEXT),
    "Link": _object(link_id=_COUNT, code=_TEXT, partner_id=_COUNT, destination=_TEXT, sub_id=_TEXT, expires_at=_MOMENT),
    "NewLink": _object(
        ("partner_id", "destination"),
        partner_id=_COUNT,
        destination=_TEXT,
        code=_TEXT,
        sub_id=_TEXT,
        expires_at=_MOMENT,
    ),
    "LinkChange": _object((), partner_id=_COUNT, destination=_TEXT, sub_id=_TEXT, expires_at=_MOMENT),
    "PromoCode": _object(promo_code_id=_COUNT, code=_TEXT, partner_id=_COUNT),
    "NewPromoCode": _object(partner_id=_COUNT, code=_TEXT),
    "PromoCodeChange": _object(partner_id=_COUNT),
    "Key": _object(
        ("key_id", "label", "last_four", "scopes"),
        key_id=_COUNT,
        label=_TEXT,
        last_four=_TEXT,
        scopes=_TEXTS,
        last_used_at=_MOMENT,
        revoked_at=_MOMENT,
        secret_key=_TEXT,
        old_ends_at=_MOMENT,
    ),
    "NewKey": _object(("label",), label=_TEXT, scopes=_TEXTS),
    "KeyRotation": _object((), overlap_hours=_COUNT),
    "FraudRun": _object(
        run=_COUNT,
        rule_set=_COUNT,
        everything={"type": "boolean"},
        conversions=_COUNT,
        marks=_COUNT,
        decisions=_COUNT,
        touched_days=_COUNT,
        milliseconds=_COUNT,
    ),
    "Mark": _object(
        mark_id=_TEXT,
        subject_kind=_choice("click", "conversion", "partner"),
        subject_id=_TEXT,
        partner=_TEXT,
        rule=_TEXT,
        description=_TEXT,
        says=_TEXT,
        evidence={"type": "object", "additionalProperties": _TEXT},
        family=_TEXT,
        weight=_NUMBER,
        chance=_NUMBER,
        reason=_TEXT,
        timestamp=_MILLISECONDS,
        order_id=_TEXT,
        value=MONEY_OR_NULL,
        is_refunded={"type": "boolean"},
        decision=_TEXT,
        decided_by=_TEXT,
        why=_TEXT,
        score=_NUMBER,
        rule_set=_COUNT,
        **{"class": _choice("givt", "sivt", "policy")},
    ),
    "MarkGroup": _object(
        partner=_TEXT,
        rule=_TEXT,
        description=_TEXT,
        family=_TEXT,
        subject_kind=_TEXT,
        marks=_COUNT,
        held=_COUNT,
        rejected=_COUNT,
        paid=_COUNT,
        weight=_NUMBER,
        revenue=_MONEYS,
        first=_MILLISECONDS,
        last=_MILLISECONDS,
        **{"class": _choice("givt", "sivt", "policy")},
    ),
    "ExplainedMark": _object(
        mark={"$ref": "#/components/schemas/Mark"},
        events={"type": "array", "items": {"type": "object"}},
        networks={"type": "array", "items": {"type": "object"}},
    ),
    "Deed": _object(timestamp=_MILLISECONDS, who=_TEXT, deed=_TEXT, subject=_TEXT, why=_TEXT),
    "NewDecision": _object(decision=_choice("approve", "reject", "undo"), why=_TEXT),
    "NewDecisions": _object(mark_ids=_TEXTS, decision=_choice("approve", "reject", "undo"), why=_TEXT),
    "PersonsDecision": _object(
        mark_id=_TEXT, subject_kind=_TEXT, subject_id=_TEXT, decision=_TEXT, decided_by=_TEXT, why=_TEXT
    ),
    "PersonsDecisions": _object(
        decided={"type": "array", "items": {"$ref": "#/components/schemas/PersonsDecision"}},
    ),
    "Backtest": _object(
        rule=_TEXT, value={}, partner=_TEXT, outcome=_TEXT, clicks=_COUNT, conversions=_COUNT, revenue=_MONEYS
    ),
    "FraudRule": _object(
        rule=_TEXT,
        description=_TEXT,
        answers=_TEXT,
        subject=_TEXT,
        family=_TEXT,
        reason=_TEXT,
        is_on={"type": "boolean"},
        parameters={"type": "array", "items": {"type": "object"}},
        **{"class": _choice("givt", "sivt", "policy")},
    ),
    "RuleSet": _object(
        version=_COUNT,
        settings={"type": "object"},
        off=_TEXTS,
        hold_at=_NUMBER,
        reject_at=_NUMBER,
        programs={"type": "object"},
    ),
    "NewRuleSet": _object(
        ("why",),
        settings={"type": "object"},
        off=_TEXTS,
        hold_at=_NUMBER,
        reject_at=_NUMBER,
        programs={"type": "object"},
        why=_TEXT,
    ),
    "Allowance": _object(
        allowance_id=_TEXT,
        kind=_choice("prefix", "visitor", "email", "partner"),
        value=_TEXT,
        valid_from=_MOMENT,
        valid_to=_MOMENT,
        changed_by=_TEXT,
        why=_TEXT,
    ),
    "NewAllowance": _object(
        ("kind", "value", "valid_to", "why"),
        kind=_choice("prefix", "visitor", "email", "partner"),
        value=_TEXT,
        valid_from=_MOMENT,
        valid_to=_MOMENT,
        why=_TEXT,
    ),
}
