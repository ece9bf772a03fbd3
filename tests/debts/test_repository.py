from unittest.mock import create_autospec

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.debts.errors import DebtInUse
from app.debts.models import Debt
from app.debts.repository import delete_debt


def test_a_debt_that_something_points_to_is_not_deleted() -> None:
    session = create_autospec(Session, instance=True)
    session.flush.side_effect = IntegrityError("DELETE", {}, Exception("foreign key"))
    with pytest.raises(DebtInUse):
        delete_debt(session, Debt())
