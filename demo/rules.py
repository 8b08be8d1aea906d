"""What the demo's program pays: tiers of a month's revenue, renewals for a year, a part for who brought a partner."""

from collections.abc import Mapping

from demo.seed import HOLD_DAYS

TERMS: Mapping[str, object] = {
    "model": "last_click",
    "window_days": 30,
    "hold_days": HOLD_DAYS,
    "rewards": [
        {
            "id": "sale",
            "percent": "8",
            "tiers": {
                "metric": "revenue",
                "period": "month",
                "mode": "marginal",
                "steps": [["0", "8"], ["50000", "10"], ["150000", "12"]],
            },
        }
    ],
    "recurring": {"limit_months": 12, "binds_on": "lead"},
    "levels": [{"percent": "10", "base": "commission"}],
    "payout": {"minimum": {"EUR": 2000}},
}
