from decimal import Decimal
from uuid import UUID, uuid4

from tests.client import ApiClient
from tests.proposals.stories import recorded_debts, with_budget

VIEW = {"start_month": "2026-12", "months": 12}


def test_every_creditor_gets_its_share_and_an_offer_within_it(
    client: ApiClient, case_id: UUID
) -> None:
    ids = recorded_debts(client, case_id)
    with_budget(client, case_id)
    path = f"/v1/cases/{case_id}/joint-offers"
    answer = client.post(path, json=VIEW)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [offer["debt_id"] for offer in found["offers"]] == ids[:3]
    shares = sum(Decimal(offer["share"]) for offer in found["offers"])
    assert shares == Decimal(found["monthly_amount"])
    assert Decimal(found["total_payments"]) <= shares
    for offer in found["offers"]:
        treatment = offer["treatment"]
        gap = Decimal(treatment["share_of_owed_percent"]) - Decimal(
            treatment["share_of_payments_percent"]
        )
        assert abs(gap) <= Decimal("0.02")
        if offer["option"] is not None:
            assert Decimal(offer["option"]["payment"]) <= Decimal(offer["share"])
            assert offer["option"]["score"]["affordability"]["months_short"] == 0
            assert Decimal(treatment["repaid_percent"]) > 0
            if offer["cheapest"] is not None:
                cost = Decimal(offer["option"]["total_cost"])
                assert Decimal(offer["cheapest"]["total_cost"]) < cost
                assert Decimal(offer["cheapest"]["payment"]) <= Decimal(offer["share"])
        else:
            assert offer["cheapest"] is None
            assert offer["holding_options"]
    assert (found["reason"] is None) == all(offer["option"] for offer in found["offers"])
    assert "概率" in found["notice"]


def test_only_the_debts_asked_for_take_part(client: ApiClient, case_id: UUID) -> None:
    ids = recorded_debts(client, case_id)
    with_budget(client, case_id)
    path = f"/v1/cases/{case_id}/joint-offers"
    some = client.post(path, json={**VIEW, "debt_ids": ids[1:3], "method": "equal"}).json()
    assert [offer["debt_id"] for offer in some["offers"]] == ids[1:3]
    unknown = client.post(path, json={**VIEW, "debt_ids": [str(uuid4())]})
    assert unknown.json()["errors"][0]["code"] == "debt_unknown"


def test_without_budget_or_debts(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/joint-offers"
    assert client.post(path, json=VIEW).json()["errors"][0]["code"] == "budget_missing"
    with_budget(client, case_id)
    nothing = client.post(path, json=VIEW).json()
    assert (nothing["offers"], nothing["reason"]) == ([], "nothing_owed")
    unknown = {"creditor_name": "某平台", "creditor_type": "unknown"}
    debt = client.post(f"/v1/cases/{case_id}/debts", json=unknown).json()["id"]
    assert client.post(path, json=VIEW).json()["left_out"] == [debt]


def test_joint_offers_of_others_do_not_exist(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    assert stranger.post(f"/v1/cases/{case_id}/joint-offers", json=VIEW).status_code == 404


def test_a_debt_on_which_nothing_is_owed_is_neither_offered_nor_left_out(
    client: ApiClient, case_id: UUID
) -> None:
    """In offers to all and in the split of an amount alike: one rule says who takes part."""
    recorded_debts(client, case_id)
    with_budget(client, case_id)
    names = {
        "paid": {"creditor_name": "甲银行", "creditor_type": "bank", "principal_outstanding": "0"},
        "open": {"creditor_name": "乙平台", "creditor_type": "unknown"},
    }
    made = {
        name: client.post(f"/v1/cases/{case_id}/debts", json=body).json()["id"]
        for name, body in names.items()
    }
    joint = client.post(f"/v1/cases/{case_id}/joint-offers", json=VIEW).json()
    split = client.post(f"/v1/cases/{case_id}/allocations", json={"monthly_amount": "2600"}).json()
    offered = [offer["debt_id"] for offer in joint["offers"]]
    assert offered == [share["debt_ref"] for share in split["shares"]]
    assert made["paid"] not in offered
    left_out = [debt["debt_id"] for debt in split["left_out"]]
    assert made["open"] in joint["left_out"]
    assert joint["left_out"] == left_out
    assert made["paid"] not in left_out
