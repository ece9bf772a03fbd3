"""The plain way, to measure against: FastAPI and the SQLAlchemy ORM, one row, FULL durability.

No key, no idempotency, no audit, no encryption, no ledger.
`python -m benchmarks.plain_service PORT FILE` serves it.
"""

import sqlite3
import sys
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import uuid4

import uvicorn
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import JSON, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """The declarative base."""


class Call(Base):
    """One recorded call."""

    __tablename__ = "calls"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(index=True)
    occurred_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)
    channel: Mapped[str]
    direction: Mapped[str]
    outcome: Mapped[str]
    summary: Mapped[str]
    counterpart: Mapped[dict[str, Any]] = mapped_column(JSON)
    promises: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class CallBody(BaseModel):
    """What is posted, and with its id, what is answered."""

    occurred_at: datetime
    channel: str
    direction: str
    outcome: str
    summary: str
    counterpart: dict[str, Any]
    promises: list[dict[str, Any]]


class CallRead(CallBody):
    """The stored call."""

    id: str


def service(file: str) -> FastAPI:
    """The application over a SQLite file."""
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 30}, pool_size=40)

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    Base.metadata.create_all(engine)
    application = FastAPI()

    def get_session() -> Any:
        with Session(engine) as session:
            yield session

    @application.post("/cases/{case_id}/calls", status_code=201)
    def create_call(
        case_id: str, body: CallBody, session: Annotated[Session, Depends(get_session)]
    ) -> CallRead:
        row = Call(
            id=str(uuid4()), case_id=case_id, created_at=datetime.now(UTC), **body.model_dump()
        )
        session.add(row)
        session.commit()
        session.refresh(row)
        return CallRead.model_validate(row, from_attributes=True)

    @application.get("/cases/{case_id}/calls/{call_id}")
    def get_call(
        case_id: str, call_id: str, session: Annotated[Session, Depends(get_session)]
    ) -> CallRead:
        wanted = select(Call).where(Call.case_id == case_id, Call.id == call_id)
        row = session.scalars(wanted).one()
        return CallRead.model_validate(row, from_attributes=True)

    return application


if __name__ == "__main__":
    uvicorn.run(service(sys.argv[2]), port=int(sys.argv[1]), access_log=False, log_level="error")
