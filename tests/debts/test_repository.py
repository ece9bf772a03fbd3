from unittest.mock import create_autospec
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.debts.errors import DebtInUse
from app.debts.models import Debt
from app.debts.repository import delete_debt


def test_a_debt_that_something_points_to_is_not_deleted() -> None:
    session = create_autospec(Session, instance=True)
    session.info = {"tenant_id": uuid4()}
    session.scalars.return_value.one_or_none.return_value = None
    session.flush.side_effect = IntegrityError("DELETE", {}, Exception("foreign key"))
    with pytest.raises(DebtInUse):
        delete_debt(session, Debt())
