"""Each rule has a sentence that its partner understands."""

from typing import Any

import pytest

from earnings.terms.parsing import parse_terms
from earnings.terms.sentences import describe_terms, write_terms
from languages.catalogues import load_texts
from languages.language import Language

SALE: dict[str, Any] = {"id": "sale", "percent": "10"}
TIERS = {"period": "month", "steps": [["0", "10"], ["100000", "15"]]}


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (
            {"recurring": {"limit_months": 12}},
            "10 % of each sale for 12 months, paid 30 days after the sale.",
        ),
        ({"hold_days": 1}, "10 % of each sale, paid 1 day after the sale."),
        ({"hold_days": 0}, "10 % of each sale, paid at once."),
        (
            {"rewards": [{"id": "lead", "event": "lead", "fixed": 750}]},
            "7.50 EUR for each lead, paid 30 days after the lead.",
        ),
        (
            {"rewards": [{**SALE, "percent": "12.5", "payments": {"to": 3}}]},
            "12.5 % of each sale, for the customer's payments 1 to 3, paid 30 days after the sale.",
        ),
        (
            {"rewards": [{**SALE, "when": {"properties": {"plan": ["pro", "team"]}, "amount_from": 1000}}]},
            "10 % of each sale, where plan is pro or team and the amount is at least 10.00 EUR, "
            "paid 30 days after the sale.",
        ),
        (
            {"rewards": [{**SALE, "tiers": TIERS}]},
            "10 % of each sale, 15 % from 1000.00 EUR of sales in a month (each rate for what lies above its step), "
            "paid 30 days after the sale.",
        ),
        (
            {"overrides": {"partners": {"alice": [{**SALE, "percent": "20"}]}}},
            "For the partner alice: 20 % of each sale, paid 30 days after the sale.",
        ),
        ({"new_customers_only": True}, "Only customers who had not bought before count."),
        (
            {"levels": [{"percent": "5", "months": 12}]},
            "Level 2: 5 % of the commission of a partner below for 12 months from joining.",
        ),
        ({"bonuses": [{"id": "b", "threshold": 3, "amount": 5000}]}, "50.00 EUR more for 3 sales in a month."),
        ({"customer_reward": {"discount_percent": "15"}}, "A referred customer gets a discount of 15 %."),
        ({"caps": {"per_sale": 2000}}, "At most 20.00 EUR is earned by one sale."),
        ({"base_excludes": ["tax", "shipping"]}, "Tax and shipping of an order earn nothing."),
        ({"clawback_days": 60}, "Refunds from 60 days after the sale on take nothing back."),
        ({"pay_unconfirmed": True}, "Sales that only a browser reported are paid too."),
        ({"payout": {"minimum": {"EUR": 5000}}}, "Payouts begin at 50.00 EUR."),
        (
            {"payout": {"fee_percent": "2", "fee_fixed": {"EUR": 35}, "fee_payer": "partner"}},
            "A payout costs the partner 2 % and 0.35 EUR.",
        ),
        (
            {"ends_at": "2026-02-01T00:00:00Z"},
            "The program ends at 2026-02-01 00:00 UTC; nothing earns from then on.",
        ),
    ],
)
def test_a_rule_is_a_sentence(rules: dict[str, Any], sentence: str) -> None:
    assert sentence in describe_terms(parse_terms({"rewards": [SALE], **rules}), "EUR")


ALL_RULES: dict[str, Any] = {
    "rewards": [{**SALE, "tiers": TIERS, "when": {"properties": {"plan": ["pro", "team"]}, "amount_from": 1000}}],
    "recurring": {"limit_months": 3},
    "bonuses": [{"id": "b", "threshold": 3, "amount": 123450}],
    "customer_reward": {"discount_percent": "12.5"},
    "caps": {"per_sale": 2000},
    "base_excludes": ["tax", "shipping"],
    "clawback_days": 21,
    "payout": {"minimum": {"EUR": 5000}, "schedule": {"every": "week", "day": 3, "cutoff_days": 2}},
}


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            Language.POLISH,
            [
                "10% każdej sprzedaży przez 3 miesiące, gdy plan to pro lub team i kwota wynosi co najmniej 10,00 EUR,"
                " 15% przy sprzedaży od 1000,00 EUR w ciągu miesiąca (każda stawka dotyczy tego, co przekracza jej"
                " próg), wypłacane 30 dni po sprzedaży.",
                "Dodatkowo 1234,50 EUR za 3 sprzedaże w ciągu miesiąca.",
                "Polecony klient otrzymuje rabat 12,5%.",
                "Maksymalny zarobek za jedną sprzedaż: 20,00 EUR.",
                "W zamówieniu nie przynoszą prowizji: podatek i wysyłka.",
                "Zwroty od 21 dni po sprzedaży niczego nie odbierają.",
                "Wypłaty zaczynają się od 50,00 EUR.",
                "Wypłaty odbywają się w każdą środę, z tego, co zatwierdzono 2 dni wcześniej.",
            ],
        ),
        (
            Language.RUSSIAN,
            [
                "10 % от каждой продажи в течение 3 месяцев, если plan — pro или team и сумма не менее 10,00 EUR,"
                " 15 % при продажах от 1\u00a0000,00 EUR за месяц (каждая ставка — для того, что выше её ступени),"
                " выплачивается через 30 дней после продажи.",
                "Дополнительно 1\u00a0234,50 EUR за 3 продажи за месяц.",
                "Приведённый клиент получает скидку 12,5 %.",
                "Максимум заработка за одну продажу: 20,00 EUR.",
                "В заказе не приносят комиссию: налог и доставка.",
                "Возвраты спустя 21 день после продажи ничего не отзывают.",
                "Выплаты начинаются от 50,00 EUR.",
                "Выплаты производятся каждую среду, из одобренного за 2 дня до этого.",
            ],
        ),
    ],
)
def test_the_rules_are_sentences_of_the_language(language: Language, sentences: list[str]) -> None:
    written = write_terms(parse_terms(ALL_RULES), "EUR", load_texts(language))
    assert written == sentences
    assert len(written) == len(describe_terms(parse_terms(ALL_RULES), "EUR"))
